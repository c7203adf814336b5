#include "core/library/drafts.hpp"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/library/folder.hpp"

namespace galdr::library {
namespace {

std::string model_path(const std::string& drafts, const std::string& name) {
  return drafts + "/." + name + ".json";
}

}  // namespace

std::string write_draft(const std::string& drafts, const std::string& name, const skill::Files& files,
                        const std::string& model) {
  Folder folder(drafts);
  std::string path = folder.put(name, files);
  write_file_atomic(model_path(drafts, name), model);
  return path;
}

std::string draft_model(const std::string& drafts, const std::string& name, const skill::Files& files) {
  std::string text = read_file(model_path(drafts, name)).value_or("");
  const auto model = nlohmann::json::parse(text, nullptr, false);
  const bool same = model.is_object() && model.value("skill_md", nlohmann::json()) == files.skill_md;
  return same ? text : "";
}

void drop_draft(const std::string& drafts, const std::string& name) {
  Folder(drafts).drop(name);
  ::unlink(model_path(drafts, name).c_str());
}

}  // namespace galdr::library
