# One image for web, worker and beat: what a container does is its command.

FROM node:22-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-progress

FROM python:3.12-slim AS build
ENV PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv /venv
ENV PATH="/venv/bin:$PATH"
COPY requirements/run.txt requirements/
RUN python -m pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY manage.py ./
COPY accounts accounts
COPY guidelines guidelines
COPY profiles profiles
COPY selsome selsome
COPY static static
COPY templates templates
COPY locale locale
COPY --from=packages /app/node_modules node_modules
RUN python -m babel.messages.frontend compile --domain=django --directory=locale
# The key is for this command only: collecting files needs one, but nothing is signed with it.
RUN SECRET_KEY=only-while-the-image-is-made python manage.py collectstatic --no-input \
    && rm -rf var

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Selsome" \
      org.opencontainers.image.licenses="EUPL-1.2"
ENV PATH="/venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 DATA_DIR=/data
RUN useradd --system --uid 10001 --home-dir /app selsome \
    && install --directory --owner=selsome /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER selsome
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "selsome.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", \
     "--worker-class", "gthread", "--threads", "8", "--worker-tmp-dir", "/dev/shm"]
