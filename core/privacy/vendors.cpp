#include "core/privacy/vendors.hpp"

#include "core/privacy/chars.hpp"

namespace galdr::privacy {
namespace {

constexpr std::size_t kTokenMax = 512;
constexpr std::size_t kTornMin = 6;  // bytes that are left of a token

enum class Made { hex, letters, word, signs, uuid };  ///< of what a token consists after its prefix

struct Vendor {
  std::string_view prefix;
  Made made = Made::letters;
  std::size_t min = 20, max = kTokenMax;  ///< bytes after the prefix
};

// clang-format off
constexpr Vendor kVendors[] = {
  // What rules of their own tell as a whole, here for what is cut.
  {"ghp_", Made::letters, 30}, {"gho_", Made::letters, 30}, {"ghu_", Made::letters, 30}, {"ghs_", Made::letters, 30}, {"ghr_", Made::letters, 30},
  {"github_pat_", Made::word, 22}, {"glpat-", Made::word, 18}, {"sk-ant-", Made::word, 16}, {"sk-proj-", Made::word, 16}, {"xoxb-", Made::word, 10},
  {"xoxp-", Made::word, 10}, {"npm_", Made::letters, 36}, {"dop_v1_", Made::hex, 32}, {"sk_live_", Made::letters, 10}, {"rk_live_", Made::letters, 10},
  // All others.
  {"ABSK", Made::signs, 100, 140}, {"AKC", Made::letters, 60, 90}, {"AKLT", Made::word, 40, 60},
  {"API-", Made::letters, 25, 32}, {"AQ.Ab", Made::word, 40}, {"AQVN", Made::word, 34, 40}, {"ATATT3", Made::signs, 40}, {"ATBB", Made::letters, 32, 36},
  {"ATCTT3", Made::signs, 40}, {"BSA", Made::word, 27, 28}, {"CCIPAT_", Made::word, 40}, {"CCIPRJ_", Made::word, 40}, {"CFPAT-", Made::word, 40},
  {"CLOJARS_", Made::letters, 50}, {"EAACE", Made::letters, 60}, {"EAA", Made::letters, 90}, {"EAAA", Made::word, 60, 64}, {"EZAK", Made::letters, 54, 60},
  {"EZTK", Made::letters, 54, 60}, {"FLWSECK-", Made::word, 30}, {"FLWSECK_TEST-", Made::word, 14}, {"HRKU-", Made::word, 30}, {"IGQV", Made::word, 60},
  {"LTAI", Made::letters, 12, 24}, {"AKID", Made::letters, 28, 40}, {"NRAA-", Made::letters, 24}, {"NRAK-", Made::letters, 24}, {"NRII-", Made::word, 24}, {"NRIQ-", Made::word, 24},
  {"NRJS-", Made::hex, 19}, {"NRRA-", Made::letters, 24}, {"NRSP-", Made::letters, 24}, {"PMAK-", Made::word, 50}, {"PMAT-", Made::word, 26},
  {"RWRTY0Iy", Made::signs, 40}, {"access-development-", Made::uuid}, {"access-production-", Made::uuid},
  {"access-sandbox-", Made::uuid}, {"aio_", Made::letters, 28, 32}, {"amzn.mws.", Made::uuid}, {"apify_api_", Made::letters, 30}, {"bb_live_", Made::word, 20},
  {"bkua_", Made::hex, 36}, {"bl_", Made::hex, 32}, {"blt", Made::hex, 16, 18}, {"cal_live_", Made::hex, 28}, {"cio", Made::letters, 32, 32}, {"cmVmd", Made::letters, 59, 64},
  {"csk-", Made::letters, 40}, {"dckr_oat_", Made::word}, {"dckr_pat_", Made::word}, {"duffel_live_", Made::word, 36}, {"duffel_test_", Made::word, 36},
  {"dt0c01.", Made::signs, 60}, {"dt0s01.", Made::signs, 60}, {"dt0s02.", Made::signs, 60}, {"dt0s16.", Made::signs, 60}, {"e2b_", Made::hex, 32},
  {"eyJrIjoi", Made::signs, 60}, {"fc-", Made::hex, 32, 32}, {"figd_", Made::word, 32}, {"figo_", Made::word, 32}, {"figor_", Made::word, 32}, {"fio-u-", Made::word, 50}, {"fm1a_", Made::signs, 40},
  {"fm1r_", Made::signs, 40}, {"fm2_", Made::signs, 40}, {"fo1_", Made::word, 40}, {"fw_", Made::letters, 22, 30}, {"glc_", Made::signs, 32}, {"glsa_", Made::word, 38},
  {"gsk_", Made::letters, 40}, {"ico-", Made::letters, 32, 32}, {"jina_", Made::word, 50}, {"key-", Made::hex, 32, 32}, {"lsv2_pt_", Made::word, 40}, {"lsv2_sk_", Made::word, 40},
  {"mdb_sa_sk_", Made::word, 30}, {"mob-", Made::uuid}, {"napi_", Made::letters, 50}, {"nfb_", Made::letters, 30}, {"nfc_", Made::letters, 30}, {"nfo_", Made::letters, 30},
  {"nfp_", Made::letters, 30}, {"nfu_", Made::letters, 30}, {"ntn_", Made::letters, 40}, {"nvapi-", Made::word, 40}, {"oy2", Made::letters, 43, 43}, {"pat-eu1-", Made::uuid},
  {"pat-na1-", Made::uuid}, {"pat-na2-", Made::uuid}, {"pat-ap1-", Made::uuid}, {"pcsk_", Made::word, 50}, {"phx_", Made::letters, 40}, {"pnb_", Made::letters, 32}, {"pnu_", Made::letters, 32}, {"pplx-", Made::letters, 40},
  {"pscale_oauth_", Made::signs, 32}, {"pscale_pw_", Made::signs, 32}, {"pscale_tkn_", Made::signs, 32}, {"pul-", Made::hex, 40, 40}, {"r8_", Made::letters, 36, 40},
  {"rdme_", Made::letters, 60}, {"re_", Made::word, 32, 40}, {"rnd_", Made::letters, 28, 40}, {"rpa_", Made::letters, 40}, {"rubygems_", Made::hex, 40}, {"rzp_live_", Made::letters, 14, 24},
  {"sb_secret_", Made::word, 28}, {"sbp_", Made::hex, 40}, {"sdk-", Made::uuid}, {"secret_", Made::letters, 43, 43}, {"sgp_", Made::word, 40}, {"sha256~", Made::word, 40, 48},
  {"shippo_live_", Made::hex, 32}, {"shippo_test_", Made::hex, 32}, {"shpat_", Made::letters, 30}, {"shpca_", Made::letters, 30}, {"shppa_", Made::letters, 30},
  {"shpss_", Made::letters, 30}, {"sk-lf-", Made::uuid}, {"sk.eyJ", Made::signs, 40}, {"sl.", Made::word, 120}, {"sl.u.", Made::word, 100}, {"slk_", Made::hex, 60}, {"sq0atp-", Made::word, 22},
  {"sq0csp-", Made::word, 40}, {"sqa_", Made::hex, 40, 40}, {"sqp_", Made::hex, 40, 40}, {"squ_", Made::hex, 40, 40}, {"t1.", Made::signs, 100}, {"tfp_", Made::signs, 40},
  {"tgp_v1_", Made::word, 40}, {"tr_dev_", Made::letters, 20}, {"tr_prod_", Made::letters, 20}, {"tskey-api-", Made::word}, {"tskey-auth-", Made::word}, {"tskey-client-", Made::word},
  {"tskey-scim-", Made::word}, {"tskey-webhook-", Made::word}, {"tvly-", Made::word, 28}, {"v2.local.", Made::word, 60}, {"v4.local.", Made::word, 60}, {"v1.0-", Made::word, 160},
  {"vca_", Made::letters, 50}, {"vci_", Made::letters, 50}, {"vck_", Made::letters, 50}, {"vcp_", Made::letters, 50}, {"vcr_", Made::letters, 50}, {"xai-", Made::letters, 60},
  {"xkeysib-", Made::word, 70}, {"xsmtpsib-", Made::word, 70}, {"y0_", Made::word, 50}, {"zpka_", Made::word, 40}, {"1//0", Made::word, 35}, {"bce-v3/ALTAK-", Made::signs, 50},
  {"sk_", Made::hex, 48, 48}, {"pa-", Made::word, 43, 43}, {"hapikey=", Made::uuid}, {"SK", Made::hex, 32, 32}, {"ls__", Made::hex, 32},
  {"AAAAAAAAAAAAAAAAAAAAA", Made::signs, 40}, {"GOOG1", Made::letters, 50, 62}, {"nsec1", Made::letters, 58, 58}, {"ops_", Made::word, 60}, {"ak_live_", Made::word, 24},
  {"pk_live_secret_", Made::word, 24}, {"whk_", Made::word, 32}, {"sbx_", Made::word, 32}, {"tok_live_", Made::word, 20},
};
// clang-format on

bool is_of(Made made, char c) {
  switch (made) {
    case Made::hex:
      return is_hex(c);
    case Made::letters:
      return is_letter(c) || is_digit(c);
    case Made::word:
      return is_letter(c) || is_digit(c) || c == '_' || c == '-';
    case Made::uuid:
      return is_hex(c) || c == '-';
    case Made::signs:
      break;
  }
  return in_name(c) || c == '=' || c == '+' || c == '/' || c == '~' || c == '%';
}

bool is_uuid_shape(std::string_view text) {
  return text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
}

/// Was the token cut where `end` is? Only a prefix that is no word tells that.
bool torn(const Vendor& vendor, std::string_view text, std::size_t end) {
  const bool telling = vendor.prefix.size() > 3 && !is_letter(vendor.prefix.back());
  const std::string_view rest = text.substr(end, 3);
  if (telling && rest.starts_with('\n') && end > 16 && text.substr(end - 16, 16).find_first_of(" \n=") == std::string_view::npos)
    return true;  // cut by a line end
  return telling && (rest.empty() || rest == "..." || rest == "\xE2\x80\xA6" || rest.starts_with("[") ||
                     rest.starts_with("<"));
}

/// The bytes after the prefix, which ends at `begin`; 0 if they are no token of this vendor's.
std::size_t length_of(const Vendor& vendor, std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && end - begin < kTokenMax && is_of(vendor.made, text[end])) ++end;
  while (end > begin && (text[end - 1] == '.' || text[end - 1] == '/')) --end;
  const std::string_view token = text.substr(begin, end - begin);
  if (vendor.made == Made::uuid) return is_uuid_shape(token) ? token.size() : 0;
  if (torn(vendor, text, end) && token.size() >= kTornMin && any(token, is_digit)) return token.size();
  const bool fits = token.size() >= vendor.min && token.size() <= vendor.max;
  const bool more =
      vendor.max < kTokenMax && end < text.size() && (is_letter(text[end]) || is_digit(text[end]));
  return fits && !more && any(token, is_digit) ? token.size() : 0;
}

}  // namespace

std::vector<std::string> vendor_prefixes() {
  std::vector<std::string> prefixes;
  for (const Vendor& vendor : kVendors) {
    if (vendor.prefix.size() > 2) {
      prefixes.emplace_back(vendor.prefix);
    } else {  // too short for a keyword: with each digit that may follow
      for (const char digit : std::string_view("0123456789abcdef"))
        prefixes.push_back(std::string(vendor.prefix) + digit);
    }
  }
  return prefixes;
}

Span vendor_token_at(std::string_view text, Span keyword) {
  const char before = keyword.begin > 0 ? text[keyword.begin - 1] : ' ';
  const bool escape = keyword.begin > 1 && text[keyword.begin - 2] == '\\';  // "\nfigd_…"
  if ((is_letter(before) || is_digit(before)) && !escape) return {};
  const std::string_view here = text.substr(keyword.begin);
  for (const Vendor& vendor : kVendors) {
    if (vendor.prefix.front() != here.front() || !here.starts_with(vendor.prefix)) continue;
    const std::size_t begin = keyword.begin + vendor.prefix.size();
    if (const std::size_t length = length_of(vendor, text, begin)) return {keyword.begin, begin + length};
  }
  return {};
}

}  // namespace galdr::privacy
