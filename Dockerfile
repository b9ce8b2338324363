# syntax=docker/dockerfile:1
# Mozart in a container: on the CPU, or with `--build-arg TORCH=cuda` on NVIDIA GPUs.

FROM python:3.12-slim-bookworm AS base
# skia, which paints, reads fonts with expat
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-dejavu-core libexpat1 \
    && rm -rf /var/lib/apt/lists/*

# Everything that Mozart needs. Only the locks decide about this layer, so it is rarely rebuilt.
FROM base AS packages
ARG TORCH=cpu
ENV PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
COPY pyproject.toml requirements.lock requirements-dev.lock ./
COPY tools/install.py tools/stand_in.py tools/
RUN python tools/install.py run --venv /opt/mozart --torch "$TORCH" --packages-only

# Mozart itself, as a wheel.
FROM packages AS wheel
COPY LICENSE README.md ./
COPY bot bot
COPY inference inference
COPY prompts prompts
RUN /opt/mozart/bin/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /wheel .

FROM base
COPY --from=packages /opt/mozart /opt/mozart
RUN --mount=type=bind,from=wheel,source=/wheel,target=/wheel \
    /opt/mozart/bin/pip install --quiet --no-cache-dir --no-deps /wheel/*.whl \
    && useradd --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin mozart \
    && install --directory --owner=mozart --group=mozart /data /models
ENV PATH=/opt/mozart/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MOZART_DATA=/data \
    MOZART_MODELS=/models
USER mozart
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
# Mozart touches this file while it is connected to Discord (bot/heartbeat.py).
HEALTHCHECK --interval=60s --timeout=5s --start-period=60s --retries=3 \
    CMD ["sh", "-c", "test -n \"$(find /data/heartbeat -mmin -2)\""]
ENTRYPOINT ["mozart"]
CMD ["run"]
