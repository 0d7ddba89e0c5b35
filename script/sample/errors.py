class SampleError(Exception):
    """Input that cannot be loaded. The message is one sentence for the person who called."""
