package io.twofold.redis.topology;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.RemoteTierException;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedTls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.redisson.config.Config;

/** A fleet that speaks TLS with its server. */
@Tag("topology")
class TlsTest {
    private static EmbeddedTls server;

    @BeforeAll
    static void start() {
        server = EmbeddedTls.start();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Test
    void fleet_thatTrustsTheCertificate_works() throws Exception {
        Config config = RedisTier.recommendedConfig(server.uri())
                .setSslTruststore(server.trustStore())
                .setSslTruststorePassword(server.trustStorePassword());
        try (TestFleet fleet = new TestFleet(config)) {
            fleet.assertWorks();
        }
    }

    @Test
    void connect_withoutTrust_saysSo() {
        assertThatThrownBy(() -> RedisTier.connect(server.uri()))
                .isInstanceOf(RemoteTierException.class)
                .hasMessageContaining(server.uri())
                .hasMessageContaining("certificate");
    }

    @Test
    void connect_toATlsPortWithoutTls_saysSo() {
        assertThatThrownBy(() -> RedisTier.connect(server.uri().replace("rediss:", "redis:")))
                .isInstanceOf(RemoteTierException.class)
                .hasMessageContaining("TLS");
    }
}
