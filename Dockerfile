# netlint's image: for the audit in a cluster, for pipelines, and for the pods that look at their node (a shell and nsenter are in it).
#   docker build --tag registry.example.com/netlint:0.1.0 .
FROM node:24.21.0-trixie-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
# As locked, checked against the hashes of the lock file; no package's own scripts run.
RUN npm install --no-save --no-audit --no-fund --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && rm dist/.tsbuildinfo

FROM node:24.21.0-trixie-slim AS dependencies
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm install --no-save --no-audit --no-fund --ignore-scripts --omit=dev \
 # Types and source maps are half of it, and nothing reads them at run time.
 && find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete

FROM node:24.21.0-trixie-slim
WORKDIR /opt/netlint
COPY package.json LICENSE ./
COPY bin bin
COPY rules rules
COPY schema schema
COPY --from=dependencies /src/node_modules node_modules
COPY --from=build /src/dist dist
# No package manager at run time. The folder of the nights belongs to netlint's user.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-* \
 && ln -s /opt/netlint/bin/netlint.js /usr/local/bin/netlint \
 && mkdir -p /var/lib/netlint \
 && chown 65532:65532 /var/lib/netlint
ENV NODE_ENV=production
USER 65532:65532
WORKDIR /var/lib/netlint
ENTRYPOINT ["netlint"]
