"""Static files under names that hold the hash of their bytes, so that browsers may keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModulesStorage(CompressedManifestStaticFilesStorage):
    """Writes the hashed names into the imports of scripts as well."""

    support_js_module_import_aggregation = True
