import argparse
import json
import socket
import threading
import time
import urllib.request
import numpy
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI(title='gauge')


class Heights(BaseModel):
    metres: list[float] = Field(min_length=1)


@app.post('/statistics')
def statistics(heights: Heights) -> dict[str, float]:
    values = numpy.array(heights.metres)
    spectrum = numpy.abs(numpy.fft.rfft(values))
    return {'mean': float(values.mean()), 'deviation': float(values.std()), 'swing': float(spectrum[-1])}


def main():
    parser = argparse.ArgumentParser(description='serves one request for the statistics of tides')
    parser.add_argument('metres', nargs='+', type=float)
    body = json.dumps(vars(parser.parse_args())).encode()
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level='error'))
        thread = threading.Thread(target=server.run, kwargs={'sockets': [free]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        address = f'http://127.0.0.1:{free.getsockname()[1]}'
        request = urllib.request.Request(f'{address}/statistics', body, {'Content-Type': 'application/json'})
        with urllib.request.urlopen(request) as answer:
            print(answer.status, answer.read().decode())
        with urllib.request.urlopen(f'{address}/openapi.json') as answer:
            print(sorted(json.load(answer)['components']['schemas']))
        server.should_exit = True
        thread.join()
