package io.twofold.spi;

import org.jspecify.annotations.Nullable;

/** A value, or a key, that can't be turned into bytes, or bytes that are not one. */
public final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message for the developer who reads it. */
    public CodecException(String message) {
        super(message);
    }

    /** With a message for the developer who reads it, and what was thrown underneath. */
    public CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
