"""The application for any WSGI server: `gunicorn wsgi:app`, `waitress-serve wsgi:app`, ..."""

from workshop import create_app
from workshop.installation import prepare
from workshop.settings import Settings

settings = Settings.load()
prepare(settings)
app = create_app(settings)
