import argparse
from flask import Flask, jsonify, request
from sqlalchemy import create_engine, text

app = Flask(__name__)
engine = create_engine('sqlite:///log.db')


@app.post('/entries')
def add():
    with engine.begin() as connection:
        connection.execute(text('insert into entry (words) values (:words)'), request.json)
        rows = connection.execute(text('select id, words, wind from entry')).mappings()
        return jsonify([dict(row) for row in rows])


def main():
    parser = argparse.ArgumentParser(description='writes an entry into the log')
    parser.add_argument('words')
    answer = app.test_client().post('/entries', json=vars(parser.parse_args()))
    print(answer.status_code, answer.get_data(as_text=True), end='')
