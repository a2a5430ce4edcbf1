#include "fetch/client.h"

#include <curl/curl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/text.h"
#include "fetch/url.h"

namespace elfgate::fetch {

namespace limits = base::limits;
using Kind = TransferResult::Kind;

namespace {

/// What the callbacks of one transfer share.
struct Flow {
  CURL* handle = nullptr;
  const TransferRequest* request = nullptr;
  const Network* network = nullptr;
  std::uint64_t at = 0;  ///< where the next byte goes
  bool begun = false;
  bool too_large = false, wrong_range = false;
  int write_error = 0;
  std::string etag, range;
};

long status_of(CURL* handle) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (low(a[i]) != low(b[i])) return false;
  return true;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* context) {
  auto& flow = *static_cast<Flow*>(context);
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) {  // of a redirect, or the next answer
    flow.etag.clear();
    flow.range.clear();
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  const auto value = base::trim(line.substr(colon + 1));
  if (equals_ignoring_case(line.substr(0, colon), "etag") && value.size() <= limits::k_etag_bytes) flow.etag = value;
  if (equals_ignoring_case(line.substr(0, colon), "content-range")) flow.range = value;
  return size;
}

/// True when RANGE, "bytes 100-199/200", begins at FROM.
bool begins_at(std::string_view range, std::uint64_t from) {
  constexpr std::string_view k_unit = "bytes ";
  if (!range.starts_with(k_unit)) return false;
  range.remove_prefix(k_unit.size());
  std::uint64_t begin = 0;
  const auto parsed = std::from_chars(range.data(), range.data() + range.size(), begin);
  return parsed.ec == std::errc() && begin == from;
}

/// Settles where the body goes, once the status is known. False: nowhere.
bool begin(Flow& flow) {
  flow.begun = true;
  const long status = status_of(flow.handle);
  if (status == 206 && !begins_at(flow.range, flow.request->from)) {
    flow.wrong_range = true;
    return false;
  }
  if (status == 200) {
    flow.at = 0;
    if (::ftruncate(flow.request->file, 0) != 0) flow.write_error = errno;
  }
  return flow.write_error == 0;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* context) {
  auto& flow = *static_cast<Flow*>(context);
  const long status = status_of(flow.handle);
  if (status != 200 && status != 206) return size;  // the page that goes with a failure
  if (!flow.begun && !begin(flow)) return 0;
  if (size > flow.request->limit - flow.at) {
    flow.too_large = true;
    return 0;
  }
  for (std::size_t done = 0; done < size;) {
    const auto n = ::pwrite(flow.request->file, data + done, size - done, static_cast<off_t>(flow.at));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      flow.write_error = errno;
      return 0;
    }
    done += static_cast<std::size_t>(n);
    flow.at += static_cast<std::uint64_t>(n);
  }
  return size;
}

int on_progress(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& flow = *static_cast<Flow*>(context);
  return flow.network->should_stop && flow.network->should_stop() ? 1 : 0;
}

TransferResult result(Kind kind, std::string why) {
  TransferResult out;
  out.kind = kind;
  out.why = std::move(why);
  return out;
}

TransferResult judge_status(const Flow& flow, long status) {
  const std::string what = "the server answers " + std::to_string(status);
  switch (status) {
    case 200:
    case 206: return result(Kind::complete, "");
    case 304: return result(Kind::unchanged, "");
    case 403:
    case 404:
    case 410: return result(Kind::absent, what);
    case 401:
    case 407: return result(Kind::failed, what + ": it wants credentials, which belong into ~/.netrc or HTTP_AUTH");
    case 416: return result(flow.request->from > 0 ? Kind::begin_anew : Kind::failed, what);
    case 408:
    case 425:
    case 429: return result(Kind::try_again, what);
    default: return result(status >= 500 ? Kind::try_again : Kind::failed, what);
  }
}

TransferResult judge_failure(const Flow& flow, CURLcode code) {
  if (flow.write_error != 0) return result(Kind::failed, std::string("cannot be written: ") + std::strerror(flow.write_error));
  if (flow.too_large)
    return result(Kind::failed, "is larger than the " + std::to_string(flow.request->limit) + " bytes that it may have");
  if (flow.wrong_range) return result(Kind::begin_anew, "the server sends another part than was asked for");
  switch (code) {
    case CURLE_TOO_MANY_REDIRECTS:
      return result(Kind::failed, "more than " + std::to_string(limits::k_redirects) + " redirects: a loop");
    case CURLE_OPERATION_TIMEDOUT: return result(Kind::try_again, "no answer, or no byte more, in the time there is");
    case CURLE_UNSUPPORTED_PROTOCOL: return result(Kind::failed, "is redirected to a protocol that is not allowed");
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: return result(Kind::try_again, curl_easy_strerror(code));
    default: return result(Kind::failed, curl_easy_strerror(code));
  }
}

}  // namespace

struct Client::State {
  Network network;
  CURL* handle = nullptr;
  std::string auth_host, user, password;
};

Client::Client(const Network& network) : state_(std::make_unique<State>()) {
  state_->network = network;
  state_->handle = curl_easy_init();
  const auto parts = base::split(network.http_auth, ':');
  if (parts.size() < 4 || parts[0] != "basic") return;
  state_->auth_host = parts[1];
  state_->user = parts[2];
  state_->password = network.http_auth.substr(static_cast<std::size_t>(parts[3].data() - network.http_auth.data()));
}

Client::Client(Client&&) noexcept = default;

Client::~Client() {
  if (state_ && state_->handle != nullptr) curl_easy_cleanup(state_->handle);
}

TransferResult Client::get(const TransferRequest& request) {
  CURL* handle = state_->handle;
  if (handle == nullptr) return result(Kind::failed, "libcurl cannot be set up");
  const auto& network = state_->network;
  curl_easy_reset(handle);
  Flow flow{handle, &request, &network, request.from};
  curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "elfgate");
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, request.url.starts_with("https:") ? "https" : "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(handle, CURLOPT_MAXREDIRS, static_cast<long>(limits::k_redirects));
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, static_cast<long>(network.stall_seconds));
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(network.stall_seconds));
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(limits::k_slowest_bytes_per_second));
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &flow);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &flow);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &on_progress);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &flow);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  if (!network.netrc_path.empty()) {
    curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_OPTIONAL));
    curl_easy_setopt(handle, CURLOPT_NETRC_FILE, network.netrc_path.c_str());
  }
  if (!state_->auth_host.empty() && state_->auth_host == host_of(request.url)) {
    curl_easy_setopt(handle, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    curl_easy_setopt(handle, CURLOPT_USERNAME, state_->user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, state_->password.c_str());
  }
  const std::string range = std::to_string(request.from) + "-";
  if (request.from > 0) curl_easy_setopt(handle, CURLOPT_RANGE, range.c_str());
  curl_slist* headers = nullptr;
  if (!request.etag.empty()) headers = curl_slist_append(nullptr, ("If-None-Match: " + request.etag).c_str());
  if (headers != nullptr) curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);

  const CURLcode code = curl_easy_perform(handle);
  const long status = status_of(handle);
  if (code == CURLE_OK && status == 200 && !flow.begun) begin(flow);  // an empty file
  auto out = code == CURLE_OK && flow.write_error == 0 ? judge_status(flow, status) : judge_failure(flow, code);
  curl_off_t wait = 0;
  curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &wait);
  curl_slist_free_all(headers);
  if (wait > 0) out.wait_seconds = static_cast<unsigned>(std::min<curl_off_t>(wait, limits::k_longest_wait_seconds));
  out.size = flow.at;
  out.etag = flow.etag;
  return out;
}

}  // namespace elfgate::fetch
