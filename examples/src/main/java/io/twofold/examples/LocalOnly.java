package io.twofold.examples;

import io.twofold.TieredCache;
import io.twofold.Twofold;
import java.io.PrintStream;

/** A cache of this process only: the same API and the same guarantees on this node, without a Redis. */
public final class LocalOnly {
    private LocalOnly() {}

    /** Runs it; needs no arguments. */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (Twofold twofold = Twofold.builder().build()) {
            TieredCache<String, Integer> lengths = twofold.cache("lengths", String.class, Integer.class)
                    .spec("ttl=1m, l1.maximumSize=1_000")
                    .loader(word -> {
                        out.println("  (counting the letters of " + word + ")");
                        return word.length();
                    })
                    .build();
            out.println("first read:  " + lengths.get("twofold"));
            out.println("second read: " + lengths.get("twofold"));
            lengths.invalidate("twofold");
            out.println("after it was invalidated: " + lengths.get("twofold"));
        }
    }
}
