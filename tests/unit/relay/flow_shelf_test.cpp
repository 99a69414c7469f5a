#include "relay/flow_shelf.hpp"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "support/repository.hpp"

using namespace ringback;
using relay::FlowShelf;
namespace fs = std::filesystem;

namespace {

constexpr fs::perms kReadable = fs::perms{0555};

// Root may read everything, so a test that it runs looks as somebody else.
template <class Look>
bool as_anybody(Look look) {
  const bool root = ::getuid() == 0;
  if (root && ::seteuid(65'534) != 0) return false;
  const bool found = look();
  if (root && ::seteuid(0) != 0) return false;
  return found;
}

// Readable by all, and goes with the object.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "ringback-shelf-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
    fs::permissions(path_, kReadable | fs::perms::owner_all);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("a flow whose file couldn't be read is there again once it can, though it is as old as before") {
  const Folder folder;
  const fs::path file = folder / "signup.json";
  fs::copy_file(testing::in_repository("assets/flows/verify-phone.json"), file);
  const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours{1};
  fs::last_write_time(file, long_ago);
  FlowShelf::Options options;
  options.files = {file};
  options.sandbox_url = "http://127.0.0.1:1/sandbox";
  auto shelf = FlowShelf::make(std::move(options));
  REQUIRE(shelf);
  const auto found = [&] { return as_anybody([&] { return bool{(*shelf)->find("signup")}; }); };
  CHECK(found());
  const auto may_be_read = [&](bool whether) {
    fs::permissions(file, whether ? kReadable : fs::perms::none);
    fs::last_write_time(file, long_ago + std::chrono::minutes{1});
  };
  may_be_read(false);
  CHECK_FALSE(found());
  may_be_read(true);
  // It looks again every tenth of a second.
  for (int tries = 0; tries < 500 && !found(); ++tries) std::this_thread::sleep_for(std::chrono::milliseconds{10});
  CHECK(found());
}
