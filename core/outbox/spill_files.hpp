/// The drain's half of spill/: finding and reading what hooks left there (spill.hpp has the form).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/base/paths.hpp"
#include "core/outbox/row.hpp"

namespace galdr::outbox {

/// The whole spill files in `dir`, oldest id first, at most `most`. Empty if there is no such folder.
std::vector<std::string> list_spills(const std::string& dir, std::size_t most);
/// Removes what hooks that are gone left unfinished and never acknowledged: spill files and an outbox.db that
/// was being made, older than a minute.
void sweep_unfinished(const Root& root);
/// Reads one; nothing if its header, length or checksum is wrong. Throws Error{io} if it cannot be read.
std::optional<Row> read_spill(const std::string& path);

}  // namespace galdr::outbox
