#include "core/library/history.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/library/folder.hpp"
#include "core/library/versions.hpp"

namespace galdr::library {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongest = std::size_t{16} << 20;

std::string text_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<Deed> deed_of(std::string_view line) {
  const Json object = Json::parse(line, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  const auto at = parse_utc(text_in(object, "at"));
  Deed deed{at.value_or(0), text_in(object, "did"), text_in(object, "version"), text_in(object, "by")};
  if (!at || deed.did.empty() || !is_hash(deed.version)) return std::nullopt;
  if (const auto links = object.find("links"); links != object.end() && links->is_array()) {
    for (const Json& link : *links)
      if (link.is_string()) deed.links.push_back(link.get<std::string>());
  }
  return deed;
}

std::string line_of(const Deed& deed) {
  Json object = {{"v", 1}, {"at", format_utc(deed.at)}, {"did", deed.did}, {"version", deed.version}};
  if (!deed.by.empty()) object["by"] = deed.by;
  if (!deed.links.empty()) object["links"] = deed.links;
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::vector<Deed> History::read() const {
  const std::string text = is_regular(path_) ? read_file(path_, kLongest).value_or("") : "";
  std::vector<Deed> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (auto deed = deed_of(std::string_view(text).substr(at, end - at))) out.push_back(std::move(*deed));
    at = end + 1;
  }
  return out;
}

void History::append(const Deed& deed) const {
  make_private_dirs(parent_dir(path_));
  const Fd file = open_file(path_, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW);
  char last = '\n';
  const off_t size = ::lseek(file.get(), 0, SEEK_END);
  const bool torn = size > 0 && ::pread(file.get(), &last, 1, size - 1) == 1 && last != '\n';
  if (!write_all(file.get(), (torn ? "\n" : "") + line_of(deed)) || ::fsync(file.get()) != 0)
    throw errno_error("cannot write " + path_);
  sync_dir(parent_dir(path_));
}

std::vector<std::string> versions_in(const std::vector<Deed>& deeds) {
  std::vector<std::string> out;
  for (const Deed& deed : deeds) {
    if (std::find(out.begin(), out.end(), deed.version) == out.end()) out.push_back(deed.version);
  }
  return out;
}

std::optional<std::string> in_force(const std::vector<Deed>& deeds) {
  return in_force_at(deeds, std::numeric_limits<Nanos>::max());
}

std::optional<std::string> in_force_at(const std::vector<Deed>& deeds, Nanos at) {
  std::optional<std::string> version;
  for (const Deed& deed : deeds) {
    if (deed.at > at) break;
    if (deed.did == "remove")
      version.reset();
    else
      version = deed.version;
  }
  return version;
}

}  // namespace galdr::library
