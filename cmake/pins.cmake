# The releases that Ringback is built from when their home can be reached: URL and SHA-256 of each.
# Where it cannot, tools/sources.sh fills FETCHCONTENT_SOURCE_DIR_<NAME> and nothing here is downloaded.

set(pin_imgui_version 1.92.2)
set(pin_imgui_url https://github.com/ocornut/imgui/archive/refs/tags/v1.92.2.tar.gz)
set(pin_imgui_sha256 994aad785a0aa572538d909b923bf0a64e7bfe5ab3360d8ae0e397c6bb312c04)

set(pin_catch2_version 3.7.1)
set(pin_catch2_url https://github.com/catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz)
set(pin_catch2_sha256 c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c)

set(pin_nlohmann_json_version 3.11.3)
set(pin_nlohmann_json_url https://github.com/nlohmann/json/releases/download/v3.11.3/json.tar.xz)
set(pin_nlohmann_json_sha256 d6c65aca6b1ed68e7a182f4757257b107ae403032760ed6ef121c9d55e81757d)

set(pin_drogon_version 1.9.13)
set(pin_drogon_url https://github.com/drogonframework/drogon/archive/refs/tags/v1.9.13.tar.gz)
set(pin_drogon_sha256 c3bd0e276b82576151dc7376c8d4027dd1fcec282d784849e11f84a7e977b2f5)

set(pin_trantor_version 1.5.28)
set(pin_trantor_url https://github.com/an-tao/trantor/archive/refs/tags/v1.5.28.tar.gz)
set(pin_trantor_sha256 8e3e493427a1704ee0d8cacb65e61b544d4b3a7159f5a4e55517272e1fb25c8f)
