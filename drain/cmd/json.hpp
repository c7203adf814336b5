/// JSON on stdout: one object a command, parseable whatever the data holds.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "core/store/recordings.hpp"
#include "core/store/sessions.hpp"

namespace galdr::drain::cmd {

using Json = nlohmann::ordered_json;

void print_json(const Json& object);
/// "2026-…Z", or null.
Json time_or_null(const std::optional<Nanos>& time);
Json to_json(const store::Session& session);
/// `steps`: how many events its slice holds.
Json to_json(const store::Recording& recording, std::int64_t steps);

}  // namespace galdr::drain::cmd
