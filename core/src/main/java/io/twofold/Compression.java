package io.twofold;

/** How values are compressed in the remote tier. */
public enum Compression {
    /** Not at all. */
    NONE,
    /** LZ4: fast, saves about half. Needs {@code at.yawk.lz4:lz4-java} on the class path. */
    LZ4,
    /** Zstandard: slower, saves more. Needs {@code com.github.luben:zstd-jni} on the class path. */
    ZSTD
}
