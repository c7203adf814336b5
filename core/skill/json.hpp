/// The model of a skill as JSON: what `galdr distill --json` and an author's brief are made of. Pure.
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "core/distill/distill.hpp"

namespace galdr::skill {

using Json = nlohmann::ordered_json;

Json model_of(const distill::Skill& skill);

}  // namespace galdr::skill
