#include "fetch/url.h"

#include <curl/curl.h>

#include <memory>

namespace elfgate::fetch {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, FreeUrl>;

/// One part of a URL; empty when it has none.
std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK || text == nullptr) return {};
  std::string copy = text;
  curl_free(text);
  return copy;
}

Handle parse(const std::string& text) {
  Handle url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return {};
  return url;
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
         c == '~' || c == '/';
}

}  // namespace

bool is_url(std::string_view source) {
  const auto colon = source.find("://");
  if (colon == std::string_view::npos || colon == 0) return false;
  for (const char c : source.substr(0, colon))
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'))
      return false;
  return true;
}

base::Result<std::string> normal_url(const std::string& text) {
  const auto refuse = [](const char* why) { return base::fail(base::ErrorCode::usage, "URL of a source", why); };
  const auto url = parse(text);
  if (!url) return refuse("cannot be understood; write https://HOST/PATH");
  const auto scheme = part(url.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return refuse("has a scheme other than http and https");
  if (!part(url.get(), CURLUPART_USER).empty() || !part(url.get(), CURLUPART_PASSWORD).empty())
    return refuse("holds a user name or password, which would end up in logs; put them into ~/.netrc or HTTP_AUTH");
  if (!part(url.get(), CURLUPART_QUERY).empty() || !part(url.get(), CURLUPART_FRAGMENT).empty())
    return refuse("has a query (?) or a fragment (#), to which no file name can be appended");
  auto normal = part(url.get(), CURLUPART_URL);
  while (normal.ends_with('/')) normal.pop_back();
  return normal;
}

std::string child_url(const std::string& url, std::string_view relative) {
  constexpr char k_digits[] = "0123456789ABCDEF";
  std::string text = url + "/";
  for (const char c : relative) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(c)) {
      text += c;
    } else {
      text += {'%', k_digits[byte >> 4], k_digits[byte & 15]};
    }
  }
  return text;
}

std::string parent_url(const std::string& url) {
  return url.substr(0, url.rfind('/'));
}

std::string last_part(const std::string& url) {
  return url.substr(url.rfind('/') + 1);
}

std::string host_of(const std::string& url) {
  const auto handle = parse(url);
  return handle ? part(handle.get(), CURLUPART_HOST) : std::string();
}

}  // namespace elfgate::fetch
