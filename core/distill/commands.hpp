/// What a simple command is for, told by its shape. Word lists are short and general on purpose. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/distill/shell.hpp"

namespace galdr::distill {

/// Index of the program's word: past assignments, keywords and wrappers such as sudo. words.size() if none.
std::size_t program_at(const Simple& simple);
/// The program's name without its folder; "" if there is none.
std::string program_of(const Simple& simple);
/// The words after the program.
std::vector<std::string> arguments_of(const Simple& simple);
/// Those that are neither flags nor what a short flag takes: the subcommand first.
std::vector<std::string> plain_arguments(const Simple& simple);
/// The program and, where it takes one, its subcommand: "npm publish", "git commit", "python3 -m unittest".
std::string signature_of(const Simple& simple);

/// Does it only look: lists, prints, searches, asks for a state, and writes into no file?
bool only_looks(const Simple& simple);
/// Does it do nothing that a step could be: change folder, wait, print a word?
bool does_nothing(const Simple& simple);
/// Does it look like a check of the work: test, lint, build, verify, status, --version?
bool is_check(const Simple& simple);
/// Does its verb only ask: view, show, get, list, watch?
bool asks(const Simple& simple);

}  // namespace galdr::distill
