/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The one mutable global of the runtime: which server this process is. In a
 * file of its own, so that a unit test that links it gets no main wrapper.
 */
#include "server.h"

struct drust_server *drusti_process_server; /* boot writes it once, before main */
