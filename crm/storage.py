from whitenoise.storage import CompressedManifestStaticFilesStorage

OUR_IMPORTS = (r'(?P<matched>\bfrom "(?P<url>\./[^"]+)")', 'from "%(url)s"')


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names in the imports between our own scripts too: a module under two names would run twice.

    Django's switch for this reads every script, and stumbles over an import in a comment of htmx's extensions.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (OUR_IMPORTS,)))
