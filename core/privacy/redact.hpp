/// Secrets in text: found by rule, replaced by a tag. Pure, linear in the text's length.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

namespace galdr::privacy {

/// Finds and replaces secrets. Built once (rules are compiled), then usable from several threads.
class Redactor {
 public:
  /// `key`: the secret of this root's tags, so that equal secrets get equal tags and nobody can test guesses
  /// without it. Any bytes.
  explicit Redactor(std::string key);
  ~Redactor();
  Redactor(const Redactor&) = delete;
  Redactor& operator=(const Redactor&) = delete;

  /// Replaces each secret in `text` by "[REDACTED:rule#ab12]"; returns how many. Doing it twice changes
  /// nothing more.
  std::int64_t redact(std::string& text) const;

 private:
  struct Rules;
  std::unique_ptr<const Rules> rules_;
};

}  // namespace galdr::privacy
