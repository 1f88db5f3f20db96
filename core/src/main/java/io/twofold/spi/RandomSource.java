package io.twofold.spi;

/** Randomness, and Twofold's only source of it, so that tests can hold it in their hands. Thread-safe. */
public interface RandomSource {
    /** An identity that nobody else in the fleet has or will have: letters and digits, at least 16. */
    String identity();

    /** A number from 0 (included) to 1 (excluded). */
    double fraction();
}
