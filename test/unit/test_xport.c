/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * One-sided reads over shared memory: the right bytes, one READ each in the
 * counters, and no byte beyond the heap.
 */
#include "layout.h"
#include "trace.h"
#include "xport.h"

#include "child.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <cmocka.h>

static struct drust_server self;
static struct drusti_counters counters;
static uint8_t *heap; /* of server 0, where it is mapped here */
static uint64_t home; /* its address in words */

static int start(void **state)
{
    (void)state;
    self = (struct drust_server){.id = 1, .count = 2, .counters = &counters};
    memset(&counters, 0, sizeof counters);
    if (!drusti_layout_make(2, DRUSTI_HEAP_UNIT, &self.layout))
        return -1;
    heap = mmap(NULL, self.layout.heap_bytes, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (heap == MAP_FAILED)
        return -1;
    home = drusti_partition(&self.layout, 0);
    void *heaps[2] = {heap, NULL};
    drusti_xport_shm_start(&self, heaps);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    drusti_xport_shm_stop(&self);
    return munmap(heap, self.layout.heap_bytes);
}

static void reads_bring_bytes(void **state)
{
    (void)state;
    char text[6];
    memcpy(heap + 4096, "hello", 6);
    drusti_xport_read(&self, 0, home + 4096, text, 6);
    assert_string_equal(text, "hello");
    assert_int_equal(atomic_load(&counters.reads), 1);
    assert_int_equal(atomic_load(&counters.read_bytes), 6);

    uint8_t last = 0;
    heap[self.layout.heap_bytes - 1] = 77;
    drusti_xport_read(&self, 0, home + self.layout.heap_bytes - 1, &last, 1);
    assert_int_equal(last, 77);
    assert_int_equal(atomic_load(&counters.reads), 2);
    assert_int_equal(atomic_load(&counters.read_bytes), 7);
}

struct reservation {
    struct drust_header header;
    unsigned calls;
    uint8_t payload[64];
};

static void *reserve(void *context, const struct drust_header *header)
{
    struct reservation *reservation = context;
    reservation->header = *header;
    reservation->calls++;
    return reservation->payload;
}

static void objects_come_with_their_header(void **state)
{
    (void)state;
    struct reservation got = {.calls = 0};
    uint32_t seen = 0;
    struct drust_header header = {.bytes = 48, .type = 9, .flags = 0};
    memcpy(heap + 64, &header, sizeof header);
    memset(heap + 80, 5, 48);
    heap[80 + 48] = 6; /* not part of it */
    drusti_xport_read_object(&self, 0, home + 80, &seen, reserve, &got);
    assert_int_equal(got.calls, 1);
    assert_int_equal(got.header.type, 9);
    assert_int_equal(got.header.bytes, 48);
    for (size_t i = 0; i < sizeof got.payload; i++)
        assert_int_equal(got.payload[i], i < 48 ? 5 : 0);
    assert_int_equal(atomic_load(&counters.reads), 1);
    assert_int_equal(atomic_load(&counters.read_bytes), 64);
}

struct batch {
    size_t calls;
    uint8_t payloads[3][32];
};

static void *reserve_in_batch(void *context, size_t index, const struct drust_header *header)
{
    struct batch *batch = context;
    assert_int_equal(index, batch->calls++);
    assert_int_equal(header->bytes, 32);
    return index == 1 ? NULL : batch->payloads[index < 1 ? 0 : index - 1];
}

static void a_batch_is_one_round_trip(void **state)
{
    (void)state;
    /* Three neighbours, the second is left out; one far away. */
    static const uint64_t offsets[] = {16, 80, 112, 4096};
    uint64_t addresses[4];
    for (size_t i = 0; i < 4; i++) {
        struct drust_header header = {.bytes = 32, .type = 9};
        memcpy(heap + offsets[i] - 16, &header, sizeof header);
        memset(heap + offsets[i], (int)i + 1, 32);
        addresses[i] = home + offsets[i];
    }
    struct batch batch = {.calls = 0};
    drusti_xport_read_batch(&self, addresses, 4, reserve_in_batch, &batch);
    assert_int_equal(batch.calls, 4);
    assert_int_equal(batch.payloads[0][31], 1);
    assert_int_equal(batch.payloads[1][0], 3);
    assert_int_equal(batch.payloads[2][31], 4);
    assert_int_equal(atomic_load(&counters.round_trips), 1);
    assert_int_equal(atomic_load(&counters.reads), 2);
    assert_int_equal(atomic_load(&counters.read_bytes), 144 + 48);
    drusti_xport_read_batch(&self, addresses, 0, reserve_in_batch, &batch);
    assert_int_equal(atomic_load(&counters.round_trips), 1);
}

/* ---- What ends the job -----------------------------------------------------*/

struct range {
    uint32_t server;
    uint64_t offset;
    size_t bytes;
};

static void read_range(void *context)
{
    const struct range *range = context;
    static uint8_t to[64];
    drusti_xport_read(&self, range->server, home + range->offset, to, range->bytes);
}

static void reads_stay_inside(void **state)
{
    (void)state;
    uint64_t end = self.layout.heap_bytes;
    const struct range bad[] = {{0, end, 1},          /* behind */
                                {0, end - 8, 9},      /* across the end */
                                {0, -(uint64_t)1, 1}, /* before */
                                {0, 0, SIZE_MAX},     /* overflow */
                                {1, (uint64_t)1 << self.layout.stride_shift, 1},  /* one's own */
                                {2, (uint64_t)2 << self.layout.stride_shift, 1}}; /* nobody's */
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct range range = bad[i];
        char text[CHILD_TEXT];
        int status = child_run(read_range, &range, text);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 70);
        assert_non_null(strstr(text, "drust: invariant READ"));
    }
    struct range good = {0, end - 8, 8};
    char text[CHILD_TEXT];
    assert_int_equal(child_run(read_range, &good, text), 0);
}

static void read_damaged(void *unused)
{
    (void)unused;
    struct reservation got = {.calls = 0};
    uint32_t seen = 0;
    drusti_xport_read_object(&self, 0, home + 80, &seen, reserve, &got);
}

static void a_damaged_header_is_no_read(void **state)
{
    (void)state;
    struct drust_header header = {.bytes = self.layout.heap_bytes, .type = 9};
    memcpy(heap + 64, &header, sizeof header);
    char text[CHILD_TEXT];
    int status = child_run(read_damaged, NULL, text);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 70);
    assert_non_null(strstr(text, "READ inside the heap"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_bring_bytes, start, stop),
        cmocka_unit_test_setup_teardown(objects_come_with_their_header, start, stop),
        cmocka_unit_test_setup_teardown(a_batch_is_one_round_trip, start, stop),
        cmocka_unit_test_setup_teardown(reads_stay_inside, start, stop),
        cmocka_unit_test_setup_teardown(a_damaged_header_is_no_read, start, stop),
    };
    return cmocka_run_group_tests_name("xport", tests, NULL, NULL);
}
