# The headless shell in a container. See docs/container.md for the options it needs and what its sandbox level is.
# The whole image, not the slim one: where the ready-made database driver cannot be downloaded, it is compiled.
FROM node:24-bookworm AS build
WORKDIR /athena
COPY . .
RUN node scripts/build.mjs && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
RUN useradd --create-home --uid 10001 athena
WORKDIR /athena
COPY --from=build --chown=root:root /athena/package.json ./
COPY --from=build --chown=root:root /athena/out ./out
COPY --from=build --chown=root:root /athena/node_modules ./node_modules
USER athena
ENV ATHENA_DATA=/home/athena/data
VOLUME /home/athena/data
# Athena listens on the container's own loopback only; reach it by `docker exec`, or with `--network host`.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/athena/out/main/headless.js"]
