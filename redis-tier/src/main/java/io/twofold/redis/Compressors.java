package io.twofold.redis;

import io.twofold.spi.Compressor;

/** Finds a compressor, whose library is only loaded if it is asked for. */
final class Compressors {
    private Compressors() {}

    static Compressor named(String name) {
        try {
            return switch (name) {
                case "lz4" -> new Lz4Compressor();
                case "zstd" -> new ZstdCompressor();
                default ->
                    throw new IllegalArgumentException(
                            "there is no compressor '" + name + "': allowed are lz4 and zstd");
            };
        } catch (NoClassDefFoundError e) {
            String library = name.equals("lz4") ? "at.yawk.lz4:lz4-java" : "com.github.luben:zstd-jni";
            throw new IllegalArgumentException(
                    "l2.compression=" + name + " needs the library " + library
                            + " on the class path; add it as a dependency, or set l2.compression=none",
                    e);
        }
    }
}
