# Rollcall as an image: built in one stage, run in another that holds no tools, as a user that owns nothing of it.
FROM node:24-bookworm-slim AS build
WORKDIR /rollcall
COPY package.json package-lock.json ./
COPY ui/package.json ui/
RUN npm ci --no-audit --no-fund
COPY . .
RUN node ui/build.ts
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-bookworm-slim
RUN install --directory --owner=node --group=node /data
WORKDIR /rollcall
COPY --from=build /rollcall/package.json /rollcall/rollcall /rollcall/LICENSE ./
COPY --from=build /rollcall/node_modules node_modules
COPY --from=build /rollcall/src src
COPY --from=build /rollcall/ui/dist ui/dist
ENV NODE_ENV=production
ENV NODE_COMPILE_CACHE=/tmp/compiled
ENV ROLLCALL_HOST=0.0.0.0
ENV ROLLCALL_PORT=8440
ENV DATABASE_URL=sqlite:/data/rollcall.sqlite
USER node
VOLUME /data
EXPOSE 8440
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ROLLCALL_PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["./rollcall"]
CMD ["serve"]
