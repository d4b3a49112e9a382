# Two stages: the first installs, the second runs; nothing that builds is in the image that serves.
FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements/base.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r base.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    MUNIMENT_VAR=/var/lib/muniment \
    MUNIMENT_HOST=0.0.0.0 \
    LOG_FORMAT=json
RUN useradd --system --uid 10001 --home-dir /var/lib/muniment --create-home muniment
COPY --from=build /venv /venv
COPY . /app
WORKDIR /app
USER muniment
VOLUME /var/lib/muniment
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
# One process a container: `web` by default; `worker` and `beat` by the commands in docs/QUICK_START.md.
CMD ["gunicorn", "config.wsgi:application", "--config", "config/gunicorn.py", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", "--worker-class", "gthread"]
