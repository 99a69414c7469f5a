// A real redis-server for a test: on a free port, in a folder that goes away, ended with the object.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace ringback::testing {

class RedisServer {
 public:
  static bool installed() { return std::system("command -v redis-server >/dev/null 2>&1") == 0; }

  explicit RedisServer(std::vector<std::string> more = {}) : more_{std::move(more)} {
    std::string pattern = (std::filesystem::temp_directory_path() / "ringback-redis-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    port_ = free_port();
    start();
  }
  ~RedisServer() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }

  // As at a power failure.
  void stop() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
  }

  // Returns when it answers: while it still reads its file it takes connections only.
  void start() {
    std::vector<std::string> words{
        "redis-server", "--port", std::to_string(port_), "--bind", "127.0.0.1",     "--dir", folder_,
        "--save",       "",       "--appendonly",        "yes",    "--appendfsync", "always"};
    words.insert(words.end(), more_.begin(), more_.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (::posix_spawnp(&process_, "redis-server", &quiet, nullptr, arguments.data(), environ) != 0) process_ = 0;
    posix_spawn_file_actions_destroy(&quiet);
    while (process_ > 0 && !answers()) ::usleep(10'000);
  }

  // Sends a command and waits for the beginning of what it answers.
  void say(const std::string& command) const { ask(command); }

 private:
  static sockaddr_in address(std::uint16_t port) {
    sockaddr_in made{};
    made.sin_family = AF_INET;
    made.sin_port = htons(port);
    made.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return made;
  }
  static std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in any = address(0);
    socklen_t size = sizeof any;
    if (::bind(socket, reinterpret_cast<sockaddr*>(&any), size) != 0) std::abort();
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&any), &size);
    ::close(socket);
    return ntohs(any.sin_port);
  }
  // The first five bytes of the answer; empty when there is none.
  std::string ask(const std::string& command) const {
    const std::string line = command + "\r\n";
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in there = address(port_);
    char answer[5] = "";
    const bool answered = ::connect(socket, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0 &&
                          ::send(socket, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size()) &&
                          ::recv(socket, answer, sizeof answer, 0) == sizeof answer;
    ::close(socket);
    return answered ? std::string{answer, sizeof answer} : std::string{};
  }
  bool answers() const {
    // One that asks for a password answers too.
    const std::string said = ask("PING");
    return said == "+PONG" || said == "-NOAU";
  }

  std::vector<std::string> more_;
  std::string folder_;
  std::uint16_t port_ = 0;
  pid_t process_ = 0;
};

}  // namespace ringback::testing
