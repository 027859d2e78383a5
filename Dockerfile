# Image of the app. Not executed by the project's tests, which have no container engine; its steps are those of `npm start`.
FROM node:20-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node --import tsx scripts/generate-client.ts && npx next build \
  && cp -r .next/static .next/standalone/.next/static && (cp -r public .next/standalone/public || true)

FROM node:20-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production HOSTNAME=0.0.0.0 PORT=3000
COPY --from=build /src/.next/standalone ./
COPY --from=build /src/prisma/migrations ./prisma/migrations
RUN mkdir -p /var/lib/lockstep && chown node:node /var/lib/lockstep
USER node
EXPOSE 3000
CMD ["node", "server.js"]
