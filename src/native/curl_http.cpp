#include "native/curl_http.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ascii.hpp"

namespace ringback::native {
namespace {

constexpr std::size_t kMaximumHeaderBytes = 64 * 1024;
constexpr int kPollMilliseconds = 60'000;  // curl_multi_wakeup ends it sooner

struct Easy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct List {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct Multi {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};

using Done = std::function<void(api::HttpAnswer)>;

// A request under way. libcurl holds pointers into it, so it stays where it is until it is removed. Afterwards it is used
// again: making a handle costs as much as all that a short request does otherwise, and what a sender's thread took from
// the heap it gives back itself, by the next request that takes the place of the last.
struct Transfer {
  api::HttpRequest request;
  Done done;
  api::HttpResponse response;
  int tries = 0;  // of what may go out once
  std::size_t header_bytes = 0;
  bool too_large = false;
  std::unique_ptr<curl_slist, List> headers;
  std::unique_ptr<CURL, Easy> handle;
};

// libcurl repeats a request by itself when a connection that it kept ends before the answer, a POST as well. Before each try it
// asks here.
int allow_one_try(void* context, char*, char*, int, int) {
  Transfer& transfer = *static_cast<Transfer*>(context);
  return ++transfer.tries == 1 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* context) {
  Transfer& transfer = *static_cast<Transfer*>(context);
  if (transfer.response.body.size() + size > api::kMaximumAnswerBytes) {
    transfer.too_large = true;
    return 0;
  }
  transfer.response.body.append(data, size);
  return size;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* context) {
  Transfer& transfer = *static_cast<Transfer*>(context);
  transfer.header_bytes += size;
  if (transfer.header_bytes > kMaximumHeaderBytes) {
    transfer.too_large = true;
    return 0;
  }
  const std::string_view line{data, size};
  if (line.starts_with("HTTP/")) {
    // A new status line: what came before were the headers of an interim answer (100, 103).
    transfer.response.headers.clear();
  } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
    transfer.response.headers.push_back(
        {std::string{trimmed(line.substr(0, colon))}, std::string{trimmed(line.substr(colon + 1))}});
  }
  return size;
}

bool is_clean(std::string_view text) {
  return text.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos;
}

// Readies the transfer's handle, which is as new. False when the request can't be made.
bool prepare(Transfer& transfer, const CurlOptions& options) {
  const api::HttpRequest& request = transfer.request;
  if (!is_clean(request.url) || !is_clean(request.method)) return false;
  // Without "Expect", curl would wait a second for "100 Continue" before a large body.
  curl_slist* headers = curl_slist_append(nullptr, "Expect:");
  for (const api::Header& header : request.headers) {
    if (!is_clean(header.name) || !is_clean(header.value)) {
      curl_slist_free_all(headers);
      return false;
    }
    // curl leaves out a header written "Name:"; "Name;" is its way to send an empty one.
    const std::string line = header.value.empty() ? header.name + ";" : header.name + ": " + header.value;
    headers = curl_slist_append(headers, line.c_str());
  }
  transfer.headers.reset(headers);

  CURL* curl = transfer.handle.get();
  if (!curl) return false;
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  if (request.once) {
    curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, allow_one_try);
    curl_easy_setopt(curl, CURLOPT_PREREQDATA, &transfer);
    // A connection is left that its server may be closing: they do that after two seconds or five without a request.
    curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, 1L);
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, options.user_agent.c_str());
#if LIBCURL_VERSION_NUM >= 0x075500
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  const Milliseconds timeout =
      request.timeout > Milliseconds{0} ? std::min(request.timeout, options.timeout) : options.timeout;
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, static_cast<long>(api::kMaximumAnswerBytes));
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  return true;
}

api::HttpAnswer answer_of(Transfer& transfer, CURLcode code) {
  if (transfer.too_large || code == CURLE_FILESIZE_EXCEEDED) return api::TransportError::too_large;
  // All that was tried, also over a connection that had gone: what once left may have arrived.
  long sent_bytes = 0;
  curl_easy_getinfo(transfer.handle.get(), CURLINFO_REQUEST_SIZE, &sent_bytes);
  if (code != CURLE_OK && sent_bytes == 0) return api::TransportError::not_sent;
  if (code == CURLE_OPERATION_TIMEDOUT) return api::TransportError::timeout;
  if (code != CURLE_OK) return api::TransportError::unreachable;
  long status = 0;
  curl_easy_getinfo(transfer.handle.get(), CURLINFO_RESPONSE_CODE, &status);
  transfer.response.status = static_cast<int>(status);
  return std::move(transfer.response);
}

// As new, but for its request.
void make_ready_again(Transfer& transfer) {
  curl_easy_reset(transfer.handle.get());
  transfer.headers.reset();
  transfer.response = {};
  transfer.tries = 0;
  transfer.header_bytes = 0;
  transfer.too_large = false;
}

void initialise_curl_once() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)code;
}

}  // namespace

class CurlHttp::Worker {
 public:
  Worker(Executor deliver, CurlOptions options) : deliver_{std::move(deliver)}, options_{std::move(options)} {
    initialise_curl_once();
    multi_.reset(curl_multi_init());
    // Signals are for the program's own threads: one that ended up here would end the process.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread{[this] { run(); }};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  ~Worker() {
    *wanted_ = false;
    stopping_ = true;
    curl_multi_wakeup(multi_.get());
    thread_.join();
  }

  void send(api::HttpRequest request, Done done) {
    bool is_first = false;
    {
      const std::lock_guard lock{mutex_};
      std::unique_ptr<Transfer> transfer = take_spare();
      std::swap(transfer->request, request);
      transfer->done = std::move(done);
      is_first = waiting_.empty();
      waiting_.push_back(std::move(transfer));
    }
    // The others go with the first, which woke the thread or is about to.
    if (is_first) curl_multi_wakeup(multi_.get());
  }

 private:
  // While the lock is held.
  std::unique_ptr<Transfer> take_spare() {
    if (spare_.empty()) return std::make_unique<Transfer>();
    std::unique_ptr<Transfer> transfer = std::move(spare_.back());
    spare_.pop_back();
    return transfer;
  }

  void run() {
    while (!stopping_) {
      start_waiting();
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      finish_done();
      if (!stopping_) curl_multi_poll(multi_.get(), nullptr, 0, kPollMilliseconds, nullptr);
    }
    for (auto& [handle, transfer] : under_way_) curl_multi_remove_handle(multi_.get(), handle);
    under_way_.clear();
  }

  void start_waiting() {
    std::vector<std::unique_ptr<Transfer>> waiting;
    {
      const std::lock_guard lock{mutex_};
      waiting.swap(waiting_);
    }
    for (auto& transfer : waiting) {
      if (!transfer->handle) transfer->handle.reset(curl_easy_init());
      CURL* handle = transfer->handle.get();
      if (!prepare(*transfer, options_) || curl_multi_add_handle(multi_.get(), handle) != CURLM_OK) {
        hand_over(std::move(transfer->done), api::TransportError::not_sent);
        continue;
      }
      under_way_.emplace(handle, std::move(transfer));
    }
  }

  void finish_done() {
    std::vector<std::unique_ptr<Transfer>> finished;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* handle = message->easy_handle;
      const CURLcode code = message->data.result;
      curl_multi_remove_handle(multi_.get(), handle);
      const auto found = under_way_.find(handle);
      std::unique_ptr<Transfer> transfer = std::move(found->second);
      under_way_.erase(found);
      hand_over(std::move(transfer->done), answer_of(*transfer, code));
      make_ready_again(*transfer);
      finished.push_back(std::move(transfer));
    }
    if (!finished.empty()) keep(std::move(finished));
  }

  void keep(std::vector<std::unique_ptr<Transfer>> finished) {
    constexpr std::size_t kMostSpare = 64;
    const std::lock_guard lock{mutex_};
    for (auto& transfer : finished) {
      if (spare_.size() < kMostSpare) spare_.push_back(std::move(transfer));
    }
  }

  void hand_over(Done done, api::HttpAnswer answer) {
    deliver_([wanted = wanted_, done = std::move(done), answer = std::move(answer)]() mutable {
      if (*wanted) done(std::move(answer));
    });
  }

  Executor deliver_;
  CurlOptions options_;
  std::unique_ptr<CURLM, Multi> multi_;
  std::shared_ptr<std::atomic<bool>> wanted_ = std::make_shared<std::atomic<bool>>(true);
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Transfer>> waiting_;
  std::vector<std::unique_ptr<Transfer>> spare_;  // ready again
  // The worker thread's own:
  std::unordered_map<CURL*, std::unique_ptr<Transfer>> under_way_;
  std::thread thread_;
};

CurlHttp::CurlHttp(Executor deliver, CurlOptions options)
    : worker_{std::make_unique<Worker>(std::move(deliver), std::move(options))} {}

CurlHttp::~CurlHttp() = default;

void CurlHttp::send(api::HttpRequest request, std::function<void(api::HttpAnswer)> done) {
  worker_->send(std::move(request), std::move(done));
}

}  // namespace ringback::native
