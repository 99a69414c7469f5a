# What Drogon's parser of requests lets anybody do, mended in a copy of its sources before they are compiled (drogon.sh). Each
# edit leaves the word "ringback:", by which drogon.sh sees that all were made. tests/relay/hostile_bytes.test.mjs sends it all.

# The length of a chunk may be negative, and then ends the process; what overflows passes for short.
s|^\( *\)currentChunkLength_ = strtol(len\.c_str(), &end, 16);$|\
\1// ringback: hexadecimal digits, then perhaps an extension\
\1const size_t digits = len.find_first_not_of("0123456789abcdefABCDEF");\
\1if (digits == 0 \|\| len.empty() \|\|\
\1    (digits != std::string::npos \&\& len[digits] != ';' \&\& len[digits] != ' ' \&\& len[digits] != '\\t'))\
\1    return -k400BadRequest;\
\1currentChunkLength_ = strtoul(len.c_str(), \&end, 16);\
\1if (currentChunkLength_ > HttpAppFrameworkImpl::instance().getClientMaxBodySize())\
\1    return -k413RequestEntityTooLarge;|

# A header is bounded, their sum isn't.
s|^\( *\)request_->addHeader(buf->peek(), colon, crlf);$|\
\1// ringback: all of a request's together\
\1headerBytes_ += static_cast<size_t>(crlf - buf->peek());\
\1if (headerBytes_ > 64 * 1024) return -k431RequestHeaderFieldsTooLarge;\
&|
s|^\( *\)size_t remainContentLength_{0};$|&\
\1size_t headerBytes_{0};  // ringback: see HttpRequestParser.cc|
/^void HttpRequestParser::reset()$/,/^}$/ s|^\( *\)remainContentLength_ = 0;$|&\
\1headerBytes_ = 0;  // ringback: of the next request|

# Where two lengths differ, a proxy may see another end of the request than we do (RFC 9112 sections 6.2 and 6.3).
s|^\( *\)auto &len = request_->getHeaderBy("content-length");$|&\
\1// ringback: one length, of digits alone\
\1if (len.find_first_not_of("0123456789") != std::string::npos \|\|\
\1    (!len.empty() \&\& !request_->getHeaderBy("transfer-encoding").empty()))\
\1    return -k400BadRequest;|
