# The relay in a container: no shell is needed, no user has rights, nothing is written.
#
#   docker build -t ringback .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges -p 8080:8080 \
#     -v ./ringback:/etc/ringback:ro -e CONVERTALK_KEY_FILE=/run/secrets/CONVERTALK_KEY … ringback
FROM debian:bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates
WORKDIR /src
COPY . .
RUN ./dev build && strip dist/ringback && rm -f dist/*.br dist/locales/*.br

FROM debian:bookworm-slim
# What the program is linked with, and whom to trust.
RUN apt-get update && apt-get install -y --no-install-recommends \
      ca-certificates libbrotli1 libc-ares2 libcurl4 libhiredis0.14 libjsoncpp25 libjwt0 libphonenumber8 \
      libprometheus-cpp-core1.0 libssl3 libuuid1 zlib1g \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/dist /opt/ringback
USER 65532:65532
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s CMD ["/opt/ringback/ringback", "health", "http://127.0.0.1:8080"]
ENTRYPOINT ["/opt/ringback/ringback"]
CMD ["serve", "--config", "/etc/ringback/ringback.json", "--listen", "0.0.0.0"]
