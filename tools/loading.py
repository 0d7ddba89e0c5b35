"""Whether the server is installing, updating or uninstalling addons."""


def is_loading(env):
    """Tell whether addons are being installed or updated, whose data is code. This is a fact of
    the server: a context key for it could be sent by any client."""
    return not env.registry.ready
