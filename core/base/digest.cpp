#include "core/base/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/base/error.hpp"

namespace galdr {
namespace {

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
  std::array<std::uint8_t, 32> digest{};
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1 ||
      length != digest.size())
    throw Error(ErrorCode::io, "libcrypto cannot compute SHA-256");
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : sha256(bytes)) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

std::array<std::uint8_t, 32> hmac_sha256(std::string_view key, std::string_view bytes) {
  // A key longer than a block is replaced by its hash (RFC 2104), which also keeps its length within an int.
  if (key.size() > 64) {
    const auto hashed = sha256(key);
    return hmac_sha256({reinterpret_cast<const char*>(hashed.data()), hashed.size()}, bytes);
  }
  std::array<std::uint8_t, 32> digest{};
  unsigned length = 0;
  const void* key_data = key.empty() ? "" : key.data();
  if (!HMAC(EVP_sha256(), key_data, static_cast<int>(key.size()), data_of(bytes), bytes.size(), digest.data(),
            &length))
    throw Error(ErrorCode::io, "libcrypto cannot compute HMAC-SHA-256");
  return digest;
}

}  // namespace galdr
