# Image of the app. Not executed by the project's tests, which have no container engine: they check this file and run what it starts.
FROM node:20-bookworm-slim AS build
WORKDIR /src
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN node --import tsx scripts/generate-client.ts \
  && node node_modules/next/dist/bin/next build \
  && cp -r .next/static .next/standalone/.next/static \
  && node --import tsx scripts/build-image.ts

FROM node:20-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /app
# Idle connections outlive those of a balancer in front: see scripts/start/app.ts.
ENV KEEP_ALIVE_TIMEOUT=75000
ENV NODE_ENV=production HOSTNAME=0.0.0.0 PORT=3000 CLI_FILE=/app/lockstep.mjs MIRROR_DIRECTORY=/var/lib/lockstep/mirror
# With prisma/migrations and docs in it, which Next traces as read by the server.
COPY --from=build /src/.next/standalone ./
COPY --from=build /src/dist/image/migrate.mjs /src/dist/image/lockstep.mjs ./
RUN mkdir -p /var/lib/lockstep && chown node:node /var/lib/lockstep
USER node
EXPOSE 3000
# Room for young objects: see scripts/start/app.ts.
# Replicas that start at the same time wait for each other's migrations; a newer database is refused.
CMD ["sh", "-c", "node migrate.mjs prisma/migrations && exec node --max-semi-space-size=64 server.js"]
