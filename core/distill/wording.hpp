/// A skill's name, title and description, made from what the person asked for. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/distill/distill.hpp"

namespace galdr::distill {

/// `text` as a skill's name: a-z, 0-9 and single hyphens, at most 64, no agent's brand; "" if nothing is
/// left.
std::string skill_name(std::string_view text);
/// The task: the request's first sentence, without please and thank you, in the imperative.
std::string task_of(const std::vector<std::string>& prompts);
/// What else the person asked for, a sentence each; at most five.
std::vector<std::string> wishes_of(const std::vector<std::string>& prompts);
/// One line without code marks, quotes and angle brackets.
std::string plain_prose(std::string_view text);
/// A word that every request has: "the", "with".
bool is_stop_word(std::string_view word);
/// A verb that requests begin with: "add", "release".
bool is_verb_of_request(std::string_view word);
/// A name out of the task's key words.
std::string name_from_task(std::string_view task, const std::vector<Parameter>& parameters);
/// The first letter in lower case, unless it begins an acronym.
std::string decapitalised(std::string text);
/// The task's first clause. `task` here and below: in plain prose.
std::string title_of(std::string_view task);
/// Third person, what it does and when to use it; at most 250 bytes.
std::string description_of(std::string_view task);

}  // namespace galdr::distill
