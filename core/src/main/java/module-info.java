/** The API, the SPI and the engine of the two-tier cache. */
module io.twofold.core {
    requires transitive org.jspecify;
    requires com.github.benmanes.caffeine;

    exports io.twofold;
    exports io.twofold.spi;
}
