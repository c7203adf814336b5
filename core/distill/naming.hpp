/// What a parameter is called, from where its values stand. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/distill/binding.hpp"

namespace galdr::distill {

/// A parameter's name is `[a-z][a-z0-9_]*`; "value" where nothing of `text` can be used.
std::string parameter_name(std::string_view text);

/// May nobody be told the parameter's values? It is a password or the like by its name, or a token by its
/// name and values: there are tokens of other kinds.
bool is_secret(std::string_view name, const std::vector<std::string>& values);

/// Names and describes the variables, no two alike: by a recording's input with the same value, the request's
/// word before the value, the flag or key that takes it, its shape, the folder that it is a name in. Says
/// which follow from others. `inputs`: by run, name and value.
void name_variables(std::vector<Variable>& variables, const std::vector<StepText>& texts,
                    const Requests& requests, const std::vector<std::map<std::string, std::string>>& inputs);

}  // namespace galdr::distill
