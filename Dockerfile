# syntax=docker/dockerfile:1

# The packages of the lock, and the project, in one virtual environment.
FROM python:3.12-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1

RUN python -m venv /opt/badgeservice
ENV PATH=/opt/badgeservice/bin:$PATH

# By themselves, so that a change of our code does not install them anew.
COPY requirements/run.txt /build/requirements/run.txt
RUN pip install --no-deps --require-hashes --requirement /build/requirements/run.txt

COPY pyproject.toml README.md LICENSE /build/
COPY src /build/src
COPY criteria /build/criteria
COPY migrations /build/migrations
COPY docs/problems /build/docs/problems
RUN pip install --no-deps --no-build-isolation /build \
    && pip check \
    && python -m compileall -q /opt/badgeservice


FROM python:3.12-slim

# Nothing is written outside the volume, so the root file system may be mounted read-only.
ENV PATH=/opt/badgeservice/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BADGESERVICE_DATABASE_URL=sqlite:////var/lib/badgeservice/badgeservice.sqlite \
    BADGESERVICE_MASTER_KEY_FILE=/var/lib/badgeservice/master.key

RUN groupadd --system --gid 10001 badgeservice \
    && useradd --system --uid 10001 --gid badgeservice --no-create-home \
        --home-dir /var/lib/badgeservice --shell /usr/sbin/nologin badgeservice \
    && install --directory --owner badgeservice --group badgeservice --mode 0750 \
        /var/lib/badgeservice

COPY --from=build /opt/badgeservice /opt/badgeservice

WORKDIR /var/lib/badgeservice
USER 10001:10001
VOLUME /var/lib/badgeservice
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=2)"]

CMD ["badgeservice", "serve", "--host", "0.0.0.0"]
