# The relay in a container: no shell is needed, no user has rights, nothing is written.
#
#   docker build -t ringback .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges --stop-timeout 30 -p 8080:8080 \
#     -v ./ringback:/etc/ringback:ro -v ./secrets:/run/secrets:ro \
#     -e RINGBACK_SIGNING_KEY_FILE=/run/secrets/signing-key.pem -e CONVERTALK_KEY_FILE=/run/secrets/CONVERTALK_KEY … ringback
#
# It runs as user 65532, who must be able to read the configuration and the secrets; "ringback keys new" makes a key for
# its owner alone: chown -R 65532 ringback secrets
# What is under way gets 20 s to be answered when it stops, and Docker would kill it after 10: hence --stop-timeout.
FROM debian:bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates
WORKDIR /src
COPY . .
# A clone made under umask 077 is for its owner alone; the container's user is another.
RUN ./dev build && strip dist/ringback && chmod -R a+rX dist

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
# The port is CMD's, whatever the configuration says. With "tls" in the configuration it must be asked by https, under a
# name of the certificate: --add-host relay.example:127.0.0.1 \
#   --health-cmd "/opt/ringback/ringback health https://relay.example:8080"
HEALTHCHECK --interval=30s --timeout=3s CMD ["/opt/ringback/ringback", "health", "http://127.0.0.1:8080"]
ENTRYPOINT ["/opt/ringback/ringback"]
CMD ["serve", "--config", "/etc/ringback/ringback.json", "--listen", "0.0.0.0", "--port", "8080"]
