// A server of raw bytes on a free port of the loopback interface: it reads one request, writes what it was told, and
// says what it was asked. For tests of what no decent server would send.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ringback::testing {

class TinyServer {
 public:
  // Writes the answer to `request` to the descriptor.
  using Script = std::function<void(int descriptor, const std::string& request)>;

  explicit TinyServer(Script script) : script_{std::move(script)} {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), length);
    ::listen(listener_, 8);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { accept_all(); }};
  }
  ~TinyServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;

  std::string url(const std::string& path = "/") const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  std::vector<std::string> requests() const {
    const std::lock_guard lock{mutex_};
    return requests_;
  }
  int connections() const {
    const std::lock_guard lock{mutex_};
    return connections_;
  }

  static void write(int descriptor, const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const ssize_t count = ::send(descriptor, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return;
      sent += static_cast<std::size_t>(count);
    }
  }

 private:
  // Until the client has closed its connections.
  void accept_all() {
    std::vector<std::jthread> serving;
    for (;;) {
      const int descriptor = ::accept(listener_, nullptr, nullptr);
      if (descriptor < 0) return;
      {
        const std::lock_guard lock{mutex_};
        ++connections_;
      }
      serving.emplace_back([this, descriptor] {
        while (serve_one(descriptor)) {
        }
        ::close(descriptor);
      });
    }
  }

  bool serve_one(int descriptor) {
    std::string request;
    char bytes[4'096];
    for (;;) {
      const std::size_t head = request.find("\r\n\r\n");
      if (head != std::string::npos) {
        const std::size_t at = request.find("Content-Length: ");
        const std::size_t body = at == std::string::npos ? 0 : std::stoul(request.substr(at + 16));
        if (request.size() >= head + 4 + body) break;
      }
      const ssize_t count = ::recv(descriptor, bytes, sizeof bytes, 0);
      if (count <= 0) return false;
      request.append(bytes, static_cast<std::size_t>(count));
    }
    {
      const std::lock_guard lock{mutex_};
      requests_.push_back(request);
    }
    script_(descriptor, request);
    return true;
  }

  Script script_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  int connections_ = 0;
  std::thread thread_;
};

}  // namespace ringback::testing
