package io.twofold.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.Cached;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedRedis;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of the pages on policies do what the pages say. */
class PoliciesTest {
    private static EmbeddedRedis redis;

    private final Policies.Database database = new Policies.Database();
    private Twofold twofold;

    @BeforeAll
    static void start() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void connect() {
        twofold = Twofold.builder().remote(RedisTier.connect(redis.uri())).build();
        database.rows.putAll(Map.of(1L, "one", 2L, "two", 42L, "the answer"));
    }

    @AfterEach
    void disconnect() {
        twofold.close();
    }

    @Test
    void earlyRefresh_isLoadedOnceAtFirst() {
        TieredCache<Long, String> prices = Policies.earlyRefresh(twofold, database);
        assertThat(prices.get(42L)).isEqualTo("the answer");
        assertThat(prices.get(42L)).isEqualTo("the answer");
        assertThat(database.queries).hasValue(1);
    }

    @Test
    void conditionalRefresh_movesTheBodyOnlyWhenItHasChanged() {
        Policies.Service service = new Policies.Service();
        TieredCache<Long, String> documents = Policies.conditionalRefresh(twofold, service);
        assertThat(documents.get(7L)).isEqualTo("document 7 in version 1");
        assertThat(documents.refresh(7L)).isEqualTo("document 7 in version 1");
        assertThat(service.bodiesSent).hasValue(1);
        service.change();
        assertThat(documents.refresh(7L)).isEqualTo("document 7 in version 2");
        assertThat(service.bodiesSent).hasValue(2);
    }

    @Test
    void timeouts_ofAQuickLoad_areOfNoConcern() {
        assertThat(Policies.timeouts(twofold, database)).isEqualTo("the answer");
    }

    @Test
    void failSafe_withTheDatabaseStopped_servesTheOldValue() {
        assertThat(Policies.failSafe(twofold, database)).isEqualTo(new Cached<>("the answer", true));
    }

    @Test
    void absentValues_areAskedForOnce() {
        assertThat(Policies.absentValues(twofold, database)).isNull();
        assertThat(database.queries).hasValue(1);
    }

    @Test
    void coldStart_ofTheNextNode_findsInL1WhatTheLastOneUsed() {
        Policies.coldStart(twofold, database).get(42L);
        twofold.close();
        twofold = Twofold.builder().remote(RedisTier.connect(redis.uri())).build();
        TieredCache<Long, String> menus = Policies.coldStart(twofold, database);
        Await.until("it is warm", () -> menus.stats().warmedEntries() == 1);
        assertThat(menus.get(42L)).isEqualTo("the answer");
        assertThat(database.queries).hasValue(1);
    }

    @Test
    void bulkLoading_asksOnceForAll() {
        assertThat(Policies.bulkLoading(twofold, database)).containsExactly(Map.entry(1L, "one"), Map.entry(2L, "two"));
        assertThat(database.queries).hasValue(1);
    }
}
