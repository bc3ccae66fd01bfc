# The chat as a user without rights; articles in /data/docs, index and model in /data/store.
FROM python:3.11-slim

RUN useradd --create-home --uid 10001 multivector \
    && install --directory --owner multivector /data/docs /data/store
WORKDIR /app
COPY pyproject.toml constraints.txt README.md LICENSE ui.py ./
COPY assistant assistant
COPY index index
# PyTorch's own index has the builds without CUDA, which are a tenth of the size.
RUN pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu \
        --constraint constraints.txt '.[mcp]'
COPY docs /data/docs

USER multivector
ENV MULTIVECTOR_DOCS=/data/docs \
    MULTIVECTOR_STORE=/data/store \
    MULTIVECTOR_CACHE=/data/store/cache \
    MULTIVECTOR_HOST=0.0.0.0
VOLUME /data/store
EXPOSE 7860
HEALTHCHECK --start-period=2m CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/healthz')"]
CMD ["multivector", "ui"]
