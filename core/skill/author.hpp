/// An author's version of a skill, a person's or an agent's: what an author is told, and what is made of the
/// answer. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/distill/distill.hpp"
#include "core/skill/skill.hpp"

namespace galdr::skill {

/// What an author is to read: how to write the skill, the model, the rendered files, what was recorded; the
/// last three between fences that nothing in them can close, and said to be data. `hand_in`: the command that
/// takes the text in; "" where the author's answer is the text.
std::string brief(const distill::Skill& skill, const Files& rendered, const std::vector<distill::Run>& runs,
                  const std::string& hand_in);

/// The SKILL.md in an author's answer: all of it, what stands in its only fence, or from its only front
/// matter on. Nothing if there is none, or several.
std::optional<std::string> answer_in(std::string_view answer);

/// What metadata says of whose work a skill is, by key; a value may be empty.
std::vector<std::pair<std::string, std::string>> provenance_of(const distill::Skill& skill);

/// The author's text with galdr's provenance in its front matter, other bytes as they are, and those of the
/// rendered references that it links. A text without front matter is left alone; the gate refuses it.
Files adopted(const std::string& text, const distill::Skill& skill, const Files& rendered);

/// Does its front matter say that an author wrote it, by way of galdr?
bool is_authored(const std::string& skill_md);

}  // namespace galdr::skill
