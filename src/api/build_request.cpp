// Fills a definition's templates. What an answer means: interpret.cpp.
#include "api/call.hpp"
#include "api/url.hpp"

namespace ringback::api {
namespace {

std::string as_it_is(std::string_view text) { return std::string{text}; }

std::string header_safe(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      safe += percent_encode({&c, 1});
    } else if (byte >= ' ' && byte != 0x7F) {
      safe.push_back(c);
    }
  }
  return safe;
}

class RequestBuilder {
 public:
  RequestBuilder(const Definition& definition, const Attributes& attributes, const Secrets& secrets)
      : definition_{definition}, attributes_{attributes}, secrets_{secrets} {}

  Result<HttpRequest> build(const std::string& idempotency_key) {
    request_.method = definition_.method;
    request_.once = definition_.role == Role::send;
    request_.url = url();
    add_headers();
    if (definition_.role == Role::send) add_default_header("Idempotency-Key", idempotency_key);
    if (definition_.body && definition_.method != "GET" && definition_.method != "HEAD") add_body(*definition_.body);
    check_sizes();
    if (fault_) return *fault_;
    return std::move(request_);
  }

 private:
  // The first fault is the one that is told.
  void fail(std::string message) {
    if (!fault_) fault_ = Error{"API " + definition_.id + ": " + std::move(message)};
  }

  std::string render(const TextTemplate& text, TextTemplate::Encode encode) {
    Result<std::string> rendered = text.render_for_request(attributes_, secrets_, encode);
    if (rendered) return std::move(rendered).value();
    fail(rendered.error().message);
    return {};
  }

  std::string url() {
    std::string url;
    bool has_attribute = false;
    for (const TemplateSegment& segment : definition_.url.segments()) {
      if (segment.kind == TemplateSegment::Kind::literal) {
        url += segment.text;
        continue;
      }
      const bool in_path = authority_end(url) != std::string::npos;
      if (segment.kind == TemplateSegment::Kind::attribute) {
        has_attribute = true;
        if (!in_path) fail("an attribute would choose the host of its URL");
        if (const Json* value = attributes_.find(segment.text)) url += percent_encode(text_of(*value));
        continue;
      }
      const auto secret = secrets_.find(segment.text);
      if (secret == secrets_.end()) {
        fail(missing_secret(segment.text).message);
      } else {
        url += in_path ? percent_encode(secret->second.reveal()) : std::string{secret->second.reveal()};
      }
    }
    if (fault_) return {};  // a half-filled URL has faults of its own, which would only mislead
    const std::string_view wrong = url_fault(url);
    if (!wrong.empty()) fail("its URL " + std::string{wrong});
    if (has_attribute && has_dot_segment(url)) fail("an attribute would leave the path of its URL");
    return url;
  }

  void add_headers() {
    for (const HeaderTemplate& header : definition_.headers) {
      request_.headers.push_back({header.name, render(header.value, header_safe)});
    }
  }

  void add_default_header(const char* name, const std::string& value) {
    if (!find_header(request_.headers, name)) request_.headers.push_back({name, header_safe(value)});
  }

  void add_body(const BodyValue& body) {
    switch (definition_.body_kind) {
      case BodyKind::json:
        request_.body = dump_json(json_of(body));
        add_default_header("Content-Type", "application/json");
        break;
      case BodyKind::form:
        for (const auto& [name, member] : body.members) add_form_field(name, member);
        add_default_header("Content-Type", "application/x-www-form-urlencoded");
        break;
      case BodyKind::text:
        request_.body = text_of_scalar(body, as_it_is);
        add_default_header("Content-Type", "text/plain;charset=UTF-8");
        break;
    }
  }

  Json json_of(const BodyValue& value) {
    switch (value.kind) {
      case BodyValue::Kind::scalar: return value.scalar;
      case BodyValue::Kind::text: return json_of_text(value.text);
      case BodyValue::Kind::array: {
        Json::array_t elements;
        for (const auto& [name, member] : value.members) elements.push_back(json_of(member));
        return Json(std::move(elements));
      }
      case BodyValue::Kind::object: {
        Json::object_t members;
        for (const auto& [name, member] : value.members) members.insert_or_assign(name, json_of(member));
        return Json(std::move(members));
      }
    }
    return {};
  }

  Json json_of_text(const TextTemplate& text) {
    const TemplateSegment* only = text.only_placeholder();
    if (only != nullptr && only->kind == TemplateSegment::Kind::attribute) {
      const Json* value = attributes_.find(only->text);
      return value == nullptr ? Json{} : *value;
    }
    return Json(render(text, as_it_is));
  }

  std::string text_of_scalar(const BodyValue& value, TextTemplate::Encode encode) {
    return value.kind == BodyValue::Kind::text ? render(value.text, encode) : encode(text_of(value.scalar));
  }

  void add_form_field(const std::string& name, const BodyValue& value) {
    if (value.kind == BodyValue::Kind::array) {
      for (const auto& [none, member] : value.members) add_form_field(name, member);
      return;
    }
    if (!request_.body.empty()) request_.body.push_back('&');
    request_.body += form_encode(name) + "=" + form_encode(text_of_scalar(value, as_it_is));
  }

  void check_sizes() {
    std::size_t header_bytes = 0;
    for (const Header& header : request_.headers) header_bytes += header.name.size() + header.value.size();
    check_size("URL", request_.url.size(), kMaximumUrlBytes);
    check_size("headers", header_bytes, kMaximumHeaderBytes);
    check_size("body", request_.body.size(), kMaximumBodyBytes);
  }

  void check_size(const char* part, std::size_t size, std::size_t most) {
    if (size <= most) return;
    fail("its " + std::string{part} + " would have " + std::to_string(size) + " bytes, at most " +
         std::to_string(most) + " are sent");
  }

  const Definition& definition_;
  const Attributes& attributes_;
  const Secrets& secrets_;
  HttpRequest request_;
  std::optional<Error> fault_;
};

}  // namespace

Result<HttpRequest> build_request(const Definition& definition, const Attributes& attributes, const Secrets& secrets,
                                  const std::string& idempotency_key) {
  return RequestBuilder{definition, attributes, secrets}.build(idempotency_key);
}

}  // namespace ringback::api
