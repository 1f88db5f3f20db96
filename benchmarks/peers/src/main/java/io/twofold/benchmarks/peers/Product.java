package io.twofold.benchmarks.peers;

import java.util.List;

/** A value as services cache them. */
public record Product(long id, String name, String description, List<String> labels, double price) {
    /** What the fields other than the description take, about. */
    private static final int OTHERS = 80;

    /** One of about so many bytes once it is encoded; at least 80. */
    public static Product of(String key, int bytes) {
        return new Product(
                key.hashCode(), key, "x".repeat(Math.max(0, bytes - OTHERS)), List.of("a label", "another"), 9.99);
    }
}
