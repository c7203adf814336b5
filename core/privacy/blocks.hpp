/// Secrets that span lines, found by hand. For Rule::find.
#pragma once
#include <string_view>
#include <vector>

#include "core/privacy/rules.hpp"

namespace galdr::privacy {

/// Whole private keys in PEM or OpenPGP armour, line breaks real or written "\n", with or without an END.
void find_private_keys(std::string_view text, std::vector<Span>& out);
/// The values under data and stringData of Kubernetes objects of kind Secret, in YAML or JSON.
void find_kubernetes_secrets(std::string_view text, std::vector<Span>& out);

}  // namespace galdr::privacy
