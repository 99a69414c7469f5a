#include "relay/server.hpp"

#include <arpa/inet.h>
#include <drogon/HttpAppFramework.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <trantor/net/TcpConnection.h>
#include <trantor/utils/Logger.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <future>
#include <thread>

#include "base/ascii.hpp"
#include "relay/log.hpp"
#include "relay/problem.hpp"
#include "relay/tls_files.hpp"

namespace ringback::relay {
namespace {

// Holds a port from the moment it is known to be free until the server listens there. Drogon ends the process when it
// can't bind, and gives each of its threads another port when asked for port 0. Its lock stays.
class PortReservation {
 public:
  static Result<std::shared_ptr<PortReservation>> make(const std::string& address, std::uint16_t port);
  PortReservation(const PortReservation&) = delete;
  PortReservation& operator=(const PortReservation&) = delete;
  ~PortReservation() {
    release();
    if (lock_ >= 0) ::close(lock_);
  }

  std::uint16_t port() const { return port_; }
  void release() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

 private:
  explicit PortReservation(int socket) : socket_{socket} {}
  bool lock(const std::string& where);

  int socket_;
  int lock_ = -1;
  std::uint16_t port_ = 0;
};

std::string where_is(const std::string& address, std::uint16_t port) {
  return address + " port " + std::to_string(port);
}

Error in_use(const std::string& where) {
  return Error{where + " is in use. Stop the other server, or choose another port with --port (0 takes any free one)."};
}

// Drogon's sockets share their port, so two relays that start at the same moment could both have it, each with half of
// the visitors. A name in Linux' abstract namespace is one process' alone, and goes with it.
bool PortReservation::lock(const std::string& where) {
  const std::string name = "ringback " + where;
  sockaddr_un place{};
  place.sun_family = AF_UNIX;
  std::memcpy(place.sun_path + 1, name.data(), std::min(name.size(), sizeof place.sun_path - 1));
  lock_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  // Where there is no such namespace there is no lock.
  return lock_ < 0 || ::bind(lock_, reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0 ||
         errno != EADDRINUSE;
}

Result<std::shared_ptr<PortReservation>> PortReservation::make(const std::string& address, std::uint16_t port) {
  sockaddr_storage storage{};
  socklen_t length = 0;
  if (sockaddr_in v4{}; ::inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&storage, &v4, length = sizeof v4);
  } else if (sockaddr_in6 v6{}; ::inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&storage, &v6, length = sizeof v6);
  } else {
    return Error{"can't listen on \"" + address + "\": expected an IP address, like 127.0.0.1, 0.0.0.0 or ::1"};
  }
  const int descriptor = ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return Error{std::string{"can't open a socket: "} + std::strerror(errno)};
  std::shared_ptr<PortReservation> reservation{new PortReservation{descriptor}};
  // With this option a port in TIME_WAIT is free, and one on which somebody listens is not.
  const int on = 1;
  ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&storage), length) != 0) {
    const std::string where = where_is(address, port);
    if (errno == EADDRINUSE) return in_use(where);
    return Error{"can't listen on " + where + ": " + std::strerror(errno)};
  }
  ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&storage), &length);
  reservation->port_ = ntohs(storage.ss_family == AF_INET ? reinterpret_cast<const sockaddr_in&>(storage).sin_port
                                                          : reinterpret_cast<const sockaddr_in6&>(storage).sin6_port);
  const std::string where = where_is(address, reservation->port_);
  if (!reservation->lock(where)) return in_use(where);
  return reservation;
}

// Drogon serves files from the working directory and creates 256 folders for uploads there, unless it is told of other
// places. We use neither, so both are one where nothing can be; the log level keeps it quiet about that while it starts.
constexpr const char* kNowhere = "/dev/null/nowhere";

// Drogon complains of each of the folders that it can't make there, whatever its log's level.
std::atomic<bool> has_started = false;

// A client that ends TLS and goes at once is gone when trantor closes its half: no fault, but logged as "FATAL".
bool is_of_a_client_that_went(std::string_view line) {
  return line.find("(errno=" + std::to_string(ENOTCONN) + ") sockets::shutdownWrite") != std::string_view::npos;
}

// "20261128 22:14:04.611621 UTC 4711 WARN  …": written whatever the log's level is, of what clients do wrong, in their words.
bool is_warning(std::string_view line) {
  for (int word = 0; word < 4; ++word) line.remove_prefix(std::min(line.find(' '), line.size() - 1) + 1);
  return line.starts_with("WARN ");
}

// As one of our own lines: what a client sent in it can't look like another.
void log_when_started() {
  trantor::Logger::setOutputFunction(
      [](const char* text, std::uint64_t size) {
        const std::string_view line = trimmed({text, size});
        if (!has_started || line.empty() || is_of_a_client_that_went(line) || is_warning(line)) return;
        log_to_standard_error("server", {{"message", line}});
      },
      [] {});
}

// A body that is too large, but not by much, is read, so that a page hears why it is refused; of a larger one Drogon says 413.
constexpr std::size_t kMostBytesRead = 4 * kMaximumRequestBytes;

// What a connection may keep of ours in memory: a browser asks for one thing at a time, and takes what it asked for.
constexpr std::size_t kMostPipelined = 16;
constexpr std::size_t kMostUnsentBytes = 1024 * 1024;

void bound_unsent(const trantor::TcpConnectionPtr& connection) {
  connection->setHighWaterMarkCallback([](const trantor::TcpConnectionPtr& full, std::size_t) { full->forceClose(); },
                                       kMostUnsentBytes);
}

// A connection is a file, and the usual limit of 1,024 is for programs that can't have more.
void allow_many_files() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

// What is under way, and whether the server is about to end.
struct Progress {
  std::atomic<bool> stopping = false;
  std::atomic<int> under_way = 0;
};

// Looks again until all is answered or `left` is over.
void quit_when_answered(const std::shared_ptr<Progress>& progress, Milliseconds left) {
  constexpr Milliseconds kLookAgain{50};
  const bool over = progress->under_way == 0 || left <= Milliseconds::zero();
  drogon::app().getLoop()->runAfter(std::chrono::duration<double>{kLookAgain}, [=] {
    // Once more after the last answer, which is still on its way out.
    if (over) return drogon::app().quit();
    quit_when_answered(progress, left - kLookAgain);
  });
}

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

// Waits for SIGINT or SIGTERM in a thread of its own. A signal handler may call almost nothing, Drogon's own one logs.
class StopSignals {
 public:
  StopSignals(std::shared_ptr<Progress> progress, Milliseconds grace) {
    block_stop_signals();
    thread_ = std::thread{[this, progress = std::move(progress), grace] {
      const bool at_once = next() == SIGINT;
      if (ended_) return;
      // Drogon can't be stopped while it starts.
      started_.get_future().wait();
      if (!at_once) {
        progress->stopping = true;
        quit_when_answered(progress, grace);
        next();
      }
      if (!ended_) drogon::app().quit();
    }};
  }
  void server_has_started() { started_.set_value(); }

  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals() {
    ended_ = true;
    pthread_kill(thread_.native_handle(), SIGTERM);  // who waits for one gets one
    thread_.join();
  }

 private:
  static int next() {
    const sigset_t signals = stop_signals();
    int signal = 0;
    sigwait(&signals, &signal);
    return signal;
  }

  std::atomic<bool> ended_ = false;
  std::promise<void> started_;
  std::thread thread_;
};

Request request_of(const drogon::HttpRequestPtr& request) {
  Request made;
  made.method = request->getMethodString();
  made.path = request->path();
  made.headers.reserve(request->headers().size());
  for (const auto& [name, value] : request->getParameters()) made.query[name] = value;
  for (const auto& [name, value] : request->headers()) made.headers.push_back({name, value});
  made.body = std::string{request->body()};
  made.peer = request->peerAddr().toIp();
  made.secure = request->isOnSecureConnection();
  return made;
}

drogon::HttpResponsePtr response_of(const Response& response) {
  auto made =
      drogon::HttpResponse::newHttpResponse(static_cast<drogon::HttpStatusCode>(response.status), drogon::CT_NONE);
  for (const api::Header& header : response.headers) {
    if (header.name == "Content-Type") {
      made->setContentTypeString(header.value);
    } else {
      made->addHeader(header.name, header.value);
    }
  }
  made->addHeader("X-Content-Type-Options", "nosniff");
  made->setBody(response.body);
  return made;
}

using DrogonCallback = std::function<void(const drogon::HttpResponsePtr&)>;

void carry_out(Reply reply, const drogon::HttpRequestPtr& request, const DrogonCallback& callback) {
  const std::shared_ptr<trantor::TcpConnection> connection = request->getConnectionPtr().lock();
  if (!connection) return;
  auto act = [reply = std::move(reply), weak = std::weak_ptr{connection}, callback] {
    if (reply.response) return callback(response_of(*reply.response));
    if (const auto open = weak.lock()) open->forceClose();
  };
  if (reply.after > Milliseconds::zero()) {
    connection->getLoop()->runAfter(std::chrono::duration<double>{reply.after}, std::move(act));
  } else {
    act();
  }
}

Response too_large() {
  return problem_response({ProblemType::too_large,
                           "A request's body has at most " + std::to_string(kMaximumRequestBytes / 1024) + " KiB."});
}

Response stopping() {
  Response response =
      problem_response({ProblemType::stopping, "Ask again: another one will answer.", Milliseconds{1'000}});
  response.headers.push_back({"Connection", "close"});
  return response;
}

unsigned threads_of(const ServerOptions& options) {
  return options.threads > 0 ? options.threads : std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
}

}  // namespace

void block_stop_signals() {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

Result<std::monostate> serve(const ServerOptions& options, std::shared_ptr<const Router> router,
                             std::function<void(std::uint16_t port)> started) {
  if (!options.certificate.empty()) {
    if (auto good = check_tls_files(options.certificate, options.key); !good) return good;
  }
  auto reservation = PortReservation::make(options.listen, options.port);
  if (!reservation) return reservation.error();

  log_when_started();
  allow_many_files();
  drogon::HttpAppFramework& app = drogon::app();
  app.setLogLevel(trantor::Logger::kError)
      .setDocumentRoot(kNowhere)
      .setUploadPath(kNowhere)
      .setThreadNum(threads_of(options))
      .setClientMaxBodySize(kMostBytesRead)
      .setClientMaxMemoryBodySize(kMostBytesRead)
      // Longer than the longest wait before a reply (the sandbox's 60 s).
      .setIdleConnectionTimeout(90)
      .setPipeliningRequestsNumber(kMostPipelined)
      .enableServerHeader(false)
      .enableGzip(true)
      .enableBrotli(false)
      .disableSigtermHandling()
      .addListener(options.listen, (*reservation)->port(), !options.certificate.empty(), options.certificate,
                   options.key);
  app.enableReusePort();
  // Before Drogon's own routing, so that nothing of it can be reached: no static files, no default pages.
  const auto progress = std::make_shared<Progress>();
  app.registerPreRoutingAdvice([router, progress](const drogon::HttpRequestPtr& request,
                                                  drogon::AdviceCallback&& callback, drogon::AdviceChainCallback&&) {
    if (const auto connection = request->getConnectionPtr().lock()) bound_unsent(connection);
    if (const bool large = request->body().size() > kMaximumRequestBytes; large || progress->stopping) {
      return router->refuse(
          request_of(request), [&](const Reply& reply) { callback(response_of(*reply.response)); },
          large ? too_large() : stopping());
    }
    ++progress->under_way;
    router->handle(request_of(request), [request, progress, done = DrogonCallback{std::move(callback)}](Reply reply) {
      carry_out(std::move(reply), request, done);
      --progress->under_way;
    });
  });
  StopSignals stop{progress, options.grace};
  app.registerBeginningAdvice([&stop, reservation = *reservation, started = std::move(started)] {
    has_started = true;
    // Runs just before each thread is told to listen; what is queued behind that runs when all of them do.
    drogon::app().getLoop()->queueInLoop([&stop, reservation, started] {
      const auto not_yet = std::make_shared<std::atomic<std::size_t>>(drogon::app().getThreadNum());
      for (std::size_t i = 0; i < drogon::app().getThreadNum(); ++i) {
        drogon::app().getIOLoop(i)->queueInLoop([&stop, reservation, started, not_yet] {
          if (--*not_yet > 0) return;
          started(reservation->port());
          reservation->release();
          stop.server_has_started();
        });
      }
    });
  });
  app.run();
  return std::monostate{};
}

void run_after(Milliseconds delay, std::function<void()> work) {
  drogon::app().getLoop()->runAfter(std::chrono::duration<double>{delay}, std::move(work));
}

}  // namespace ringback::relay
