/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Joins a job as a program of another ABI version would.
 */
#include "job.h"

#include <stdlib.h>
#include <unistd.h>

int main(void)
{
    struct drusti_job job;
    const char *text = getenv(DRUSTI_JOB_VARIABLE);
    if (text == NULL || !drusti_job_parse(text, &job))
        return 1;
    drusti_note_send(job.control, DRUSTI_NOTE_JOINED, DRUST_ABI_VERSION + 98, NULL, 0);
    sleep(30);
    return 0;
}
